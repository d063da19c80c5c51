'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { Column } from '#components/data-table/column.ts'
import { useInstantColumn } from '#components/data-table/use-instant-column.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Link } from '#components/ui/link.tsx'
import { ShortId } from '#components/ui/short-id.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { MessageItem } from '#lib/messages/schema.ts'
import { ClockDifference } from './clock-difference.tsx'
import { isFarApart } from './far-apart.ts'
import { aroundHref } from './message-href.ts'
import { TypeCell } from './type-cell.tsx'
import { useMessageColumns } from './use-message-columns.tsx'

interface SearchColumnsOptions {
  clusterId: string
  items: readonly MessageItem[]
  /** Beside an open message. */
  isNarrow: boolean
  /** What the search went out from, among its neighbours. */
  isCentre: ((item: MessageItem) => boolean) | undefined
}

const bornAt = ({ bornTimestamp }: MessageItem) => bornTimestamp

/** All that a list of messages can show of each. What is the same for most messages comes by itself where it is not. */
export function useSearchColumns({
  clusterId,
  items,
  isNarrow,
  isCentre,
}: SearchColumnsOptions): Column<MessageItem>[] {
  const t = useTranslations('messages.columns')
  const format = useFormat()
  const shared = useMessageColumns(items, isNarrow)
  const born = useInstantColumn({ id: 'bornTimestamp', head: t('produced'), rows: items, at: bornAt })
  const someFarApart = useMemo(() => items.some(isFarApart), [items])
  const someTyped = useMemo(() => items.some(({ type }) => type !== 'NORMAL'), [items])
  const someRetried = useMemo(() => items.some(({ reconsumeTimes }) => reconsumeTimes > 0), [items])
  const hasMarks = useMemo(() => isCentre !== undefined || items.some(({ label }) => label), [items, isCentre])
  return useMemo((): Column<MessageItem>[] => {
    const number = { align: 'right', width: 72 } as const
    return [
      shared.storeTimestamp,
      {
        ...born,
        width: (born.width ?? 0) + (someFarApart ? 56 : 0),
        isHiddenInitially: !someFarApart,
        cell: (item) => (
          <span className="flex min-w-0 gap-1.5">
            {born.cell(item)}
            {isFarApart(item) && <ClockDifference message={item} />}
          </span>
        ),
      },
      {
        id: 'uniqKey',
        head: t('messageId'),
        // The drawer beside it copies the id too.
        width: (isNarrow ? 148 : 176) + (hasMarks ? 64 : 0),
        canHide: false,
        cell: (item) => (
          <span className="inline-flex items-center gap-1.5">
            <CopiedId text={item.uniqKey ?? item.offsetMsgId} withCopy={!isNarrow} />
            {isCentre?.(item) && <Tag tone="info">{t('thisOne')}</Tag>}
            {item.label && <Tag tone="warning">{t(`label.${item.label}`)}</Tag>}
          </span>
        ),
      },
      {
        id: 'offsetMsgId',
        head: t('offsetMsgId'),
        width: 176,
        isHiddenInitially: true,
        cell: ({ offsetMsgId }) => <CopiedId text={offsetMsgId} withCopy />,
      },
      shared.keys,
      shared.tags,
      {
        id: 'type',
        head: t('type'),
        width: 152,
        isHiddenInitially: !someTyped,
        cell: (item) => <TypeCell message={item} />,
      },
      shared.queue,
      {
        id: 'queueOffset',
        head: t('offset'),
        align: 'right',
        width: 104,
        cell: (item) => (
          <Link href={aroundHref(clusterId, item)} tone="plain" title={t('around')}>
            {format.number(item.queueOffset)}
          </Link>
        ),
      },
      {
        id: 'producer',
        head: t('producer'),
        width: 144,
        isHiddenInitially: true,
        cell: ({ clientHost, bornHost }) => (
          <span
            className="block truncate font-mono text-12"
            {...(clientHost !== undefined && { title: t('throughProxy', { address: bornHost }) })}
          >
            {clientHost ?? bornHost}
          </span>
        ),
      },
      shared.storeBytes,
      {
        id: 'bodyBytes',
        head: t('bodySize'),
        unit: 'B',
        ...number,
        width: 96,
        isHiddenInitially: true,
        cell: ({ bodyBytes }) => format.number(bodyBytes),
      },
      {
        id: 'reconsumeTimes',
        head: t('retries'),
        ...number,
        width: 64,
        isHiddenInitially: !someRetried,
        cell: ({ reconsumeTimes }) => format.number(reconsumeTimes),
      },
      shared.bodyPreview,
    ]
  }, [shared, born, someFarApart, someTyped, someRetried, hasMarks, isNarrow, isCentre, clusterId, t, format])
}

function CopiedId({ text, withCopy }: { text: string; withCopy: boolean }) {
  const t = useTranslations('messages.columns')
  return (
    <span className="inline-flex items-center gap-0.5">
      <ShortId text={text} head={8} tail={8} />
      {withCopy && <CopyButton text={text} label={t('copyId', { id: text })} />}
    </span>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Link } from '#components/ui/link.tsx'
import { ShortId } from '#components/ui/short-id.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { MessageItem } from '#lib/messages/schema.ts'
import { aroundHref } from './message-href.ts'
import { useMessageColumns } from './use-message-columns.tsx'

interface MessagesTableProps {
  clusterId: string
  items: readonly MessageItem[]
  openId: string | null
  onOpen: (offsetMsgId: string) => void
  /** Offset ids of what is chosen. */
  selected: ReadonlySet<string>
  onSelectedChange: (selected: ReadonlySet<string>) => void
  /** What the search went out from, among its neighbours. */
  isCentre?: (item: MessageItem) => boolean
}

/** Rows of a search in its own order. Beside an open message only what tells rows apart stays. */
export function MessagesTable({
  clusterId,
  items,
  openId,
  onOpen,
  selected,
  onSelectedChange,
  isCentre,
}: MessagesTableProps) {
  const t = useTranslations('messages.columns')
  const format = useFormat()
  const isNarrow = openId !== null
  const shared = useMessageColumns(items, isNarrow)
  const withRetries = items.some(({ reconsumeTimes }) => reconsumeTimes > 0)
  const columns: Column<MessageItem>[] = [
    shared.storeTimestamp,
    {
      id: 'uniqKey',
      head: t('messageId'),
      width: (isNarrow ? 148 : 172) + (isCentre ? 64 : 0),
      cell: (item) => (
        <span className="inline-flex items-center gap-1.5">
          <ShortId text={item.uniqKey ?? item.offsetMsgId} head={8} tail={8} />
          {isCentre?.(item) && <Tag tone="info">{t('thisOne')}</Tag>}
          {item.label && <Tag tone="warning">{t(`label.${item.label}`)}</Tag>}
        </span>
      ),
    },
    shared.keys,
    shared.tags,
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
    shared.storeBytes,
    ...(withRetries
      ? [
          {
            id: 'reconsumeTimes',
            head: t('retries'),
            align: 'right' as const,
            width: 64,
            cell: (item: MessageItem) => format.number(item.reconsumeTimes),
          },
        ]
      : []),
    shared.bodyPreview,
  ]
  const hiddenBeside = ['tags', 'reconsumeTimes', 'bodyPreview']
  return (
    <PlainTable
      label={t('label.table')}
      columns={isNarrow ? columns.filter(({ id }) => !hiddenBeside.includes(id)) : columns}
      rows={items}
      rowId={({ offsetMsgId }) => offsetMsgId}
      openId={openId}
      onOpen={({ offsetMsgId }) => onOpen(offsetMsgId)}
      selection={{ selected, onChange: onSelectedChange }}
    />
  )
}

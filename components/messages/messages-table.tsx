'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Link } from '#components/ui/link.tsx'
import { ShortId } from '#components/ui/short-id.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { MessageItem } from '#lib/messages/schema.ts'
import { aroundHref } from './message-href.ts'

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
  const days = useMemo(() => new Set(items.map(({ storeTimestamp }) => format.date(storeTimestamp))), [items, format])
  const [day] = days
  const isOneDay = days.size === 1 && day !== undefined
  const withRetries = items.some(({ reconsumeTimes }) => reconsumeTimes > 0)
  const columns: Column<MessageItem>[] = [
    {
      id: 'storeTimestamp',
      head: isOneDay ? t('storedOn', { day: day.slice(5) }) : t('stored'),
      width: isOneDay ? 108 : 186,
      cell: ({ storeTimestamp }) => <Instant at={storeTimestamp} form="absolute" isTimeOnly={isOneDay} />,
    },
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
    {
      id: 'keys',
      head: t('keys'),
      width: 148,
      isFlexible: isNarrow,
      cell: ({ keys }) =>
        keys.length > 0 ? <span className="block truncate font-mono text-12">{keys.join(' ')}</span> : '–',
    },
    {
      id: 'tags',
      head: t('tag'),
      width: 88,
      cell: ({ tags }) => <span className="block truncate">{tags ?? '–'}</span>,
    },
    {
      id: 'queue',
      head: t('queue'),
      width: 112,
      cell: ({ brokerName, queueId }) => (
        <span className="block truncate">
          {brokerName} <span className="text-fg-3">{queueId}</span>
        </span>
      ),
    },
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
      id: 'storeBytes',
      head: t('size'),
      unit: 'B',
      align: 'right',
      width: 72,
      cell: (item) => format.number(item.storeBytes),
    },
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
    {
      id: 'bodyPreview',
      head: t('body'),
      isFlexible: true,
      priority: 2,
      cell: ({ bodyPreview }) => (
        <span className="block truncate font-mono text-12 text-fg-2">
          {bodyPreview?.replaceAll(/\s+/g, ' ') ?? '–'}
        </span>
      ),
    },
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

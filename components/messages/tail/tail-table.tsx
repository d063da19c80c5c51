'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import type { MessageItem } from '#lib/messages/schema.ts'
import { TopicMark } from './topic-mark.tsx'

interface TailTableProps {
  topics: readonly string[]
  /** Newest first. */
  items: readonly MessageItem[]
  openId: string | null
  onOpen: (offsetMsgId: string) => void
}

/** Beside an open message only what tells rows apart stays. */
const hiddenBeside = ['tags', 'queueOffset', 'bodyPreview', 'storeBytes']

/** Rows as they came, the newest at the top. */
export function TailTable({ topics, items, openId, onOpen }: TailTableProps) {
  const t = useTranslations('messages.columns')
  const tTail = useTranslations('messages.tail')
  const format = useFormat()
  const isNarrow = openId !== null
  const days = useMemo(() => new Set(items.map(({ storeTimestamp }) => format.date(storeTimestamp))), [items, format])
  const [day] = days
  const isOneDay = days.size === 1 && day !== undefined
  const columns = useMemo(
    (): Column<MessageItem>[] => [
      {
        id: 'storeTimestamp',
        head: isOneDay ? t('storedOn', { day: day.slice(5) }) : t('stored'),
        width: isOneDay ? 108 : 186,
        cell: ({ storeTimestamp }) => <Instant at={storeTimestamp} form="absolute" isTimeOnly={isOneDay} />,
      },
      {
        id: 'topicName',
        head: tTail('topic'),
        width: 172,
        cell: ({ topicName }) => (
          <span className="flex min-w-0 items-center gap-1.5">
            <TopicMark index={topics.indexOf(topicName)} />
            <span className="truncate">{topicName}</span>
          </span>
        ),
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
        cell: ({ queueOffset }) => format.number(queueOffset),
      },
      {
        id: 'tags',
        head: t('tag'),
        width: 88,
        cell: ({ tags }) => <span className="block truncate">{tags ?? '–'}</span>,
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
      {
        id: 'storeBytes',
        head: t('size'),
        unit: 'B',
        align: 'right',
        width: 72,
        cell: ({ storeBytes }) => format.number(storeBytes),
      },
    ],
    [t, tTail, format, topics, isNarrow, isOneDay, day],
  )
  const shown = useMemo(
    () => (isNarrow ? columns.filter(({ id }) => !hiddenBeside.includes(id)) : columns),
    [columns, isNarrow],
  )
  return (
    <PlainTable
      label={tTail('table')}
      density={28}
      columns={shown}
      rows={items}
      rowId={({ offsetMsgId }) => offsetMsgId}
      openId={openId}
      onOpen={({ offsetMsgId }) => onOpen(offsetMsgId)}
    />
  )
}

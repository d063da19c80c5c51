'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import type { MessageItem } from '#lib/messages/schema.ts'
import { useMessageColumns } from '../use-message-columns.tsx'
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
  const shared = useMessageColumns(items, isNarrow)
  const columns = useMemo(
    (): Column<MessageItem>[] => [
      shared.storeTimestamp,
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
      shared.queue,
      {
        id: 'queueOffset',
        head: t('offset'),
        align: 'right',
        width: 104,
        cell: ({ queueOffset }) => format.number(queueOffset),
      },
      shared.tags,
      shared.keys,
      shared.bodyPreview,
      shared.storeBytes,
    ],
    [t, tTail, format, topics, shared],
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

'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { useInstantColumn } from '#components/data-table/use-instant-column.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { MaskedSign } from '#components/masking/mask-notes.tsx'
import { ShortId } from '#components/ui/short-id.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { MessageTrace } from '#lib/traces/schema.ts'
import { toneOf } from './lanes.ts'
import { useHopWords } from './use-hop-words.ts'

const sentAtOf = ({ sentAt }: MessageTrace) => sentAt

/** Traced messages, to choose one. */
export function TracesTable({
  items,
  onOpen,
}: {
  items: readonly MessageTrace[]
  onOpen: (trace: MessageTrace) => void
}) {
  const t = useTranslations('traces')
  const format = useFormat()
  const words = useHopWords()
  const sentAt = useInstantColumn({ id: 'sentAt', head: t('columns.sent'), rows: items, at: sentAtOf })
  const columns: Column<MessageTrace>[] = [
    sentAt,
    {
      id: 'messageId',
      head: t('columns.messageId'),
      width: 172,
      cell: ({ messageId }) => <ShortId text={messageId} />,
    },
    {
      id: 'topicName',
      head: t('columns.topic'),
      width: 160,
      cell: ({ topicName }) => <span className="block truncate">{topicName ?? '?'}</span>,
    },
    {
      id: 'keys',
      head: t('columns.keys'),
      isFlexible: true,
      minWidth: 120,
      cell: ({ keys, isMasked }) => (
        <span className="block truncate font-mono text-12">
          {isMasked && <MaskedSign />}
          {keys.join(' ') || '–'}
        </span>
      ),
    },
    {
      id: 'producerGroup',
      head: t('columns.producerGroup'),
      width: 160,
      priority: 2,
      cell: ({ producerGroup }) => <span className="block truncate">{producerGroup ?? '?'}</span>,
    },
    {
      id: 'took',
      head: t('columns.took'),
      align: 'right',
      width: 76,
      cell: ({ hops }) => {
        const ms = hops.find(({ stage }) => stage === 'PRODUCE')?.durationMs
        return ms == null ? '?' : format.duration(ms)
      },
    },
    {
      id: 'result',
      head: t('columns.worst'),
      width: 164,
      cell: ({ hops }) => {
        const failed = hops.find((hop) => toneOf(hop) === 'failed')
        return failed ? (
          <StatePill state="critical" label={words.result(failed)} />
        ) : (
          <StatePill state="ok" label={t('allOk')} />
        )
      },
    },
  ]
  return (
    <PlainTable label={t('list')} columns={columns} rows={items} rowId={({ messageId }) => messageId} onOpen={onOpen} />
  )
}

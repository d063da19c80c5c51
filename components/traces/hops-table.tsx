'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { groupHref } from '#components/messages/message-href.ts'
import { Link } from '#components/ui/link.tsx'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import type { TraceHop } from '#lib/traces/schema.ts'
import { type HopTone, toneOf } from './lanes.ts'
import { useHopWords } from './use-hop-words.ts'

const states: Record<HopTone, State> = {
  sent: 'ok',
  stored: 'ok',
  ok: 'ok',
  failed: 'critical',
  neutral: 'pending',
  unknown: 'unknown',
}

interface NumberedHop extends TraceHop {
  number: number
  sincePreviousMs: number | null
}

/** Every hop in words, in the order in which they began. */
export function HopsTable({ clusterId, hops }: { clusterId: string; hops: readonly TraceHop[] }) {
  const t = useTranslations('traces')
  const format = useFormat()
  const words = useHopWords()
  const rows = hops.map((hop, index): NumberedHop => {
    const before = hops[index - 1]?.startedAt
    const sincePreviousMs = hop.startedAt && before ? hop.startedAt.getTime() - before.getTime() : null
    return { ...hop, number: index + 1, sincePreviousMs }
  })
  const columns: Column<NumberedHop>[] = [
    { id: 'number', head: '#', width: 40, align: 'right', cell: ({ number }) => number },
    {
      id: 'stage',
      head: t('columns.stage'),
      width: 96,
      cell: (hop) => words.stage(hop),
    },
    {
      id: 'where',
      head: t('columns.where'),
      isFlexible: true,
      minWidth: 160,
      cell: ({ stage, groupName, brokerName, clientHost }) => (
        <span className="block truncate">
          {stage === 'CONSUME' && groupName !== null ? (
            <Link href={groupHref(clusterId, groupName)} tone="plain">
              {groupName}
            </Link>
          ) : (
            (brokerName ?? groupName ?? '?')
          )}
          {clientHost !== null && <span className="font-mono text-12 text-fg-3"> {clientHost}</span>}
        </span>
      ),
    },
    {
      id: 'startedAt',
      head: t('columns.started'),
      width: 190,
      cell: ({ startedAt }) => (startedAt ? <Instant at={startedAt} form="absolute" /> : <Nothing />),
    },
    {
      id: 'sincePrevious',
      head: t('columns.sincePrevious'),
      align: 'right',
      width: 108,
      cell: ({ sincePreviousMs }) => (sincePreviousMs === null ? <Nothing /> : `+${format.duration(sincePreviousMs)}`),
    },
    {
      id: 'durationMs',
      head: t('columns.took'),
      align: 'right',
      width: 76,
      cell: ({ durationMs }) => (durationMs === null ? <Nothing /> : format.duration(durationMs)),
    },
    {
      id: 'result',
      head: t('columns.result'),
      width: 164,
      cell: (hop) => <StatePill state={states[toneOf(hop)]} label={words.result(hop)} />,
    },
    {
      id: 'note',
      head: t('columns.note'),
      width: 240,
      priority: 2,
      cell: (hop) => <span className="block truncate text-fg-2">{words.note(hop) || '–'}</span>,
    },
  ]
  return <PlainTable label={t('hops')} columns={columns} rows={rows} rowId={({ number }) => String(number)} />
}

const Nothing = () => <span className="text-fg-3">–</span>

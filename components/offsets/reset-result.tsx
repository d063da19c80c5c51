'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { OffsetReset, ResetOutcome, ResetQueue } from '#lib/offsets/schema.ts'
import { useTargetText } from './target-text.tsx'

const states: Record<ResetOutcome, State> = {
  FAILED: 'critical',
  OVERWRITTEN: 'warning',
  UNKNOWN: 'unknown',
  WAITING: 'pending',
  APPLIED: 'ok',
}
/** What went wrong comes first. */
const order: readonly ResetOutcome[] = ['FAILED', 'OVERWRITTEN', 'UNKNOWN', 'WAITING', 'APPLIED']

/** What became of a reset, queue by queue, while it is being verified and after. */
export function ResetResult({ reset }: { reset: OffsetReset }) {
  const t = useTranslations('offsets')
  const format = useFormat()
  const targetText = useTargetText()
  const { queues, appliedAt, checkedAt, nextCheckAt } = reset
  const count = (outcome: ResetOutcome) => queues.filter((queue) => queue.outcome === outcome).length
  const number = (value: bigint | null) => (value === null ? '–' : format.number(value))
  const rows = [...queues].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
  const columns: Column<ResetQueue>[] = [
    {
      id: 'outcome',
      head: t('state'),
      width: 124,
      cell: (row) => <StatePill state={states[row.outcome]} label={t(`outcomes.${row.outcome}`)} />,
    },
    { id: 'topicName', head: t('topic'), isFlexible: true, minWidth: 140, cell: (row) => row.topicName },
    { id: 'brokerName', head: t('broker'), width: 96, cell: (row) => row.brokerName },
    { id: 'queueId', head: t('queue'), width: 64, align: 'right', cell: (row) => row.queueId },
    { id: 'currentOffset', head: t('was'), width: 104, align: 'right', cell: (row) => number(row.currentOffset) },
    { id: 'targetOffset', head: t('target'), width: 104, align: 'right', cell: (row) => number(row.targetOffset) },
    {
      id: 'consumerOffset',
      head: t('isNow'),
      width: 104,
      align: 'right',
      cell: (row) => (row.consumerOffset === null ? '?' : format.number(row.consumerOffset)),
    },
  ]
  const failed = queues.filter(({ error }) => error)
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1" aria-live="polite">
        {order
          .filter((outcome) => count(outcome) > 0)
          .map((outcome) => (
            <StatePill
              key={outcome}
              state={states[outcome]}
              label={t('outcomeCount', { outcome: t(`outcomes.${outcome}`), count: format.number(count(outcome)) })}
            />
          ))}
        <span className="ml-auto text-12 text-fg-3">
          {appliedAt
            ? t('appliedAt', { time: format.time(appliedAt, false), target: targetText(reset.target) })
            : t('notApplied')}
          {checkedAt && ` · ${t('checkedAt', { time: format.time(checkedAt, false) })}`}
        </span>
      </div>
      <p className="text-fg-2" role="status">
        {nextCheckAt ? t('verifying') : t('verified')}
      </p>
      {count('WAITING') > 0 && <Strip tone="info">{t('waitingMeaning')}</Strip>}
      {count('OVERWRITTEN') > 0 && <Strip tone="warning">{t('overwrittenMeaning')}</Strip>}
      {count('UNKNOWN') > 0 && <Strip tone="unknown">{t('unknownMeaning')}</Strip>}
      <PlainTable
        label={t('result')}
        columns={columns}
        rows={rows}
        rowId={(row) => `${row.topicName} ${row.brokerName} ${row.queueId}`}
        density={28}
      />
      {failed.length > 0 && (
        <ul className="grid gap-1 text-12">
          {failed.map(({ topicName, brokerName, queueId, error }) => (
            <li key={`${topicName} ${brokerName} ${queueId}`} className="[overflow-wrap:anywhere]">
              <span className="font-medium">
                {brokerName} {topicName} {queueId}
              </span>{' '}
              <span className="font-mono">
                {error?.broker
                  ? `${error.broker.responseCodeName} (${error.broker.responseCode}) ${error.broker.address}: ${error.broker.remark}`
                  : error?.detail}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

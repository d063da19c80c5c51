'use client'

import { useTranslations } from 'next-intl'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { Age } from '#components/layout/age.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { lagSeverity } from '#components/monitoring/lag-severity.ts'
import { cx } from '#components/ui/cx.ts'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import type { ProgressRow } from '#lib/groups/schema.ts'
import { type HeatCell, type HeatTone, heatRows } from './heat-cells.ts'

interface QueueHeatProps {
  /** Of one topic. */
  rows: readonly ProgressRow[]
  /** Every client told which queues it owns. */
  isOwnerKnown: boolean
  /** Accessible name. */
  label: string
}

const fills: Record<HeatTone, string> = {
  unknown: 'hatch',
  never: 'border border-line-2',
  0: 'bg-heat-0',
  1: 'bg-heat-1',
  2: 'bg-heat-2',
  3: 'bg-heat-3',
  warning: 'bg-warning-mark',
  critical: 'bg-critical-mark',
}

/**
 * How far behind each queue of a topic is: brokers as rows, queue ids as columns. One tab stop; arrow keys move, and what is
 * chosen is read out below.
 */
export function QueueHeat({ rows, isOwnerKnown, label }: QueueHeatProps) {
  const t = useTranslations('groups.heat')
  const grid = useRef<HTMLTableElement>(null)
  const { brokers, folded, isNarrow } = useMemo(() => heatRows(rows, isOwnerKnown), [rows, isOwnerKnown])
  const [chosen, setChosen] = useState<{ row: number; column: number } | null>(null)
  const first = useMemo(() => worstOf(brokers), [brokers])
  const at = clamp(chosen ?? first, brokers)
  const cell = brokers[at.row]?.cells[at.column]
  const words = useCellWords()

  function move(event: KeyboardEvent): void {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key]
    const edge = { Home: 0, End: Number.MAX_SAFE_INTEGER }[event.key]
    if (!step && edge === undefined) return
    event.preventDefault()
    const next = clamp(
      step
        ? { row: at.row + (step[0] ?? 0), column: at.column + (step[1] ?? 0) }
        : { row: at.row, column: edge ?? at.column },
      brokers,
    )
    setChosen(next)
    grid.current?.querySelector<HTMLElement>(`[data-cell="${next.row} ${next.column}"]`)?.focus()
  }

  const heads = brokers.reduce<readonly HeatCell[]>(
    (longest, { cells }) => (cells.length > longest.length ? cells : longest),
    [],
  )
  return (
    <div>
      <div className="-mx-0.5 overflow-x-auto px-0.5 pb-1">
        <table ref={grid} aria-label={label} className="border-separate border-spacing-0.5">
          {!isNarrow && (
            <thead>
              <tr className="text-11 text-fg-3">
                <td />
                {heads.map(({ rows: [queue] }) => (
                  <th key={queue?.queueId} scope="col" className="w-6 text-center font-normal">
                    {queue?.queueId}
                  </th>
                ))}
              </tr>
            </thead>
          )}
          <tbody>
            {brokers.map(({ brokerName, cells }, row) => (
              <tr key={brokerName}>
                <th
                  scope="row"
                  title={brokerName}
                  className="max-w-24 min-w-14 truncate pr-2 text-left text-12 font-normal"
                >
                  {brokerName}
                </th>
                {cells.map((each, column) => {
                  const isChosen = row === at.row && column === at.column
                  return (
                    <td key={each.rows[0]?.queueId} className="p-0">
                      <button
                        type="button"
                        data-cell={`${row} ${column}`}
                        tabIndex={isChosen ? 0 : -1}
                        aria-pressed={isChosen}
                        aria-label={words(each)}
                        onKeyDown={move}
                        onClick={() => setChosen({ row, column })}
                        onFocus={() => setChosen({ row, column })}
                        className={cx(
                          'block h-6 rounded-none',
                          isNarrow ? 'w-2' : 'w-6',
                          fills[each.tone],
                          each.hasNoOwner && 'border border-dashed border-line-3',
                          isChosen && 'outline-[1.5px] outline-offset-1 outline-fg-1',
                        )}
                      />
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Legend />
      {folded > 1 && <p className="pt-1 text-12 text-fg-3">{t('folded', { count: folded })}</p>}
      {cell && (
        <div className="mt-3 max-w-3xl border-t border-line-1 pt-2" aria-live="polite">
          <CellFacts cell={cell} isOwnerKnown={isOwnerKnown} />
        </div>
      )}
    </div>
  )
}

interface Place {
  row: number
  column: number
}

function clamp({ row, column }: Place, brokers: readonly { cells: readonly HeatCell[] }[]): Place {
  const inRows = Math.max(0, Math.min(row, brokers.length - 1))
  const last = Math.max(0, (brokers[inRows]?.cells.length ?? 1) - 1)
  return { row: inRows, column: Math.max(0, Math.min(column, last)) }
}

/** Where to look first: the queue with the most waiting. */
function worstOf(brokers: readonly { cells: readonly HeatCell[] }[]): Place {
  let worst: Place & { lag: bigint } = { row: 0, column: 0, lag: -1n }
  for (const [row, { cells }] of brokers.entries()) {
    for (const [column, { rows }] of cells.entries()) {
      const lag = rows.reduce((most, queue) => ((queue.lag ?? 0n) > most ? (queue.lag ?? 0n) : most), 0n)
      if (lag > worst.lag) worst = { row, column, lag }
    }
  }
  return worst
}

function useCellWords(): (cell: HeatCell) => string {
  const t = useTranslations('groups.heat')
  const format = useFormat()
  return ({ brokerName, rows, hasNoOwner }) => {
    const [first] = rows
    const last = rows.at(-1)
    if (!first || !last) return brokerName
    const queue =
      rows.length === 1
        ? t('queueOf', { broker: brokerName, queue: first.queueId })
        : t('queuesOf', { broker: brokerName, first: first.queueId, last: last.queueId })
    const known = rows.flatMap(({ lag }) => lag ?? [])
    const lag = known.length === 0 ? '?' : format.number(known.reduce((sum, each) => sum + each, 0n))
    const ages = rows.flatMap(({ lagTimeMs }) => lagTimeMs ?? [])
    const age = ages.length === 0 ? '?' : format.age(Math.max(...ages))
    return [t('cell', { queue, lag, age }), hasNoOwner ? t('noOwner') : ''].filter(Boolean).join(', ')
  }
}

function CellFacts({ cell, isOwnerKnown }: { cell: HeatCell; isOwnerKnown: boolean }) {
  const t = useTranslations('groups')
  const format = useFormat()
  const words = useCellWords()
  const [queue, second] = cell.rows
  if (!queue) return null
  // Several queues in one cell: their sum is all that is said.
  if (second) return <p>{words(cell)}</p>
  const offset = (value: bigint | null) => (value === null ? '?' : format.number(value))
  const severity = lagSeverity(queue.lagTimeMs)
  const lagText =
    queue.lag === undefined
      ? '–'
      : queue.lag === null
        ? queue.isNeverCommitted
          ? t('neverConsumed')
          : '?'
        : `${format.number(queue.lag)}, ${queue.lagTimeMs === null ? '?' : queue.lag <= 0n ? '0' : format.age(queue.lagTimeMs)}`
  return (
    <KeyValuePanel
      columns={2}
      items={[
        { label: t('queue'), value: t('heat.queueOf', { broker: queue.brokerName, queue: queue.queueId }) },
        {
          label: t('lag'),
          value: (
            <span className={severity === 'critical' ? 'text-critical' : severity === 'warning' ? 'text-warning' : ''}>
              {lagText}
            </span>
          ),
        },
        {
          label: t('ownerClient'),
          value: queue.ownerClientId ?? (isOwnerKnown ? t('heat.noOwner') : '?'),
          isMono: queue.ownerClientId !== null,
        },
        { label: t('lastConsumed'), value: queue.lastConsumedAt ? <Age at={queue.lastConsumedAt} /> : '–' },
        {
          label: t('consumerOffset'),
          value: queue.isNeverCommitted ? '–' : offset(queue.consumerOffset),
          isMono: true,
        },
        { label: t('brokerOffset'), value: offset(queue.brokerOffset), isMono: true },
      ]}
    />
  )
}

function Legend() {
  const t = useTranslations('groups.heat')
  const steps = [0, 1, 2, 3, 'warning', 'critical', 'unknown'] as const
  return (
    <div aria-hidden="true" className="flex flex-wrap items-center gap-x-2 gap-y-1 pt-1 text-12 text-fg-3">
      <span>{t('legend')}</span>
      {steps.map((tone) => (
        <span key={tone} className="inline-flex items-center gap-1">
          <span className={cx('size-3', fills[tone])} />
          {t(`steps.${tone}`)}
        </span>
      ))}
      <span className="inline-flex items-center gap-1">
        <span className="size-3 border border-dashed border-line-3" />
        {t('noOwner')}
      </span>
    </div>
  )
}

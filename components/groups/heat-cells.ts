import { lagSeverity } from '#components/monitoring/lag-severity.ts'
import type { ProgressRow } from '#lib/groups/schema.ts'

/** `unknown`: no data. `never`: the group committed nothing there. The numbers are steps of ink. */
export type HeatTone = 'unknown' | 'never' | 0 | 1 | 2 | 3 | 'warning' | 'critical'

export interface HeatCell {
  brokerName: string
  /** Queues in it: one, or several neighbours once there are too many to draw each. */
  rows: readonly ProgressRow[]
  tone: HeatTone
  /** No client reads one of its queues. */
  hasNoOwner: boolean
}

export interface HeatRows {
  brokers: { brokerName: string; cells: HeatCell[] }[]
  /** Queues per cell. */
  folded: number
  isNarrow: boolean
}

const NARROW_ABOVE = 32
const CELLS_MAX = 96

const order: readonly HeatTone[] = ['never', 0, 1, 2, 3, 'warning', 'unknown', 'critical']

/** The queues of one topic as cells: brokers as rows, queue ids as columns. Neighbours fold into one cell that shows its worst. */
export function heatRows(rows: readonly ProgressRow[], isOwnerKnown: boolean): HeatRows {
  const byBroker = Map.groupBy(rows, ({ brokerName }) => brokerName)
  const longest = Math.max(0, ...[...byBroker.values()].map((queues) => queues.length))
  const folded = Math.max(1, Math.ceil(longest / CELLS_MAX))
  const brokers = [...byBroker].map(([brokerName, queues]) => ({
    brokerName,
    cells: chunk(
      [...queues].sort((a, b) => a.queueId - b.queueId),
      folded,
    ).map(
      (part): HeatCell => ({
        brokerName,
        rows: part,
        tone: part.map(toneOf).reduce((worst, tone) => (order.indexOf(tone) > order.indexOf(worst) ? tone : worst)),
        hasNoOwner: isOwnerKnown && part.some(({ ownerClientId }) => ownerClientId === null),
      }),
    ),
  }))
  brokers.sort((a, b) => (a.brokerName < b.brokerName ? -1 : 1))
  return { brokers, folded, isNarrow: longest > NARROW_ABOVE }
}

/** Ink by age, colour beyond a limit. */
export function toneOf({ lag, lagTimeMs, isNeverCommitted }: ProgressRow): HeatTone {
  if (lag === null || lag === undefined) return isNeverCommitted ? 'never' : 'unknown'
  if (lag <= 0n) return 0
  const severity = lagSeverity(lagTimeMs)
  if (severity) return severity
  // How old it is nobody knows: behind, and no more can be said.
  if (lagTimeMs === null) return 2
  return lagTimeMs < 1_000 ? 1 : lagTimeMs < 10_000 ? 2 : 3
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

import { HEARTBEAT_MS } from '#lib/monitoring/metric-levels.ts'
import type { DerivedFrom } from './alarm-metrics.ts'
import { changeOf, type RowValue } from './judge.ts'
import type { Aggregate, AlarmCondition } from './rule-schema.ts'

export const MINUTE_MS = 60_000
/** How far back the last stored value may be: it is stored again each half hour. */
export const CARRIED_MINUTES = HEARTBEAT_MS / MINUTE_MS + 5

/** The minutes of one window of a series in which the cluster was sampled, summed up. */
export interface Window {
  /** Minutes whose value is known. */
  count: number
  sum: number
  min: number
  max: number
  last: number
  /** Before the window began, else its first known value. */
  first: number
}

/** One row of a rule over one series: three-valued, with what the window found. */
export interface Found {
  /** Null: no minute of it is known. */
  now: Window | null
  /** Of a change: the window that it is compared with. */
  before: Window | null
  /** The cluster was not sampled at all in the window. */
  isMissing: boolean
}

const error: RowValue = { value: null, state: 'error' }
const unknown: RowValue = { value: null, state: 'unknown' }

/** The number of one row out of its windows. */
export function rowValue(
  condition: AlarmCondition,
  kind: { isRate: boolean; derivedFrom?: DerivedFrom | undefined },
  { now, before, isMissing }: Found,
): RowValue {
  if (isMissing) return error
  const value = now && numberOf(condition.aggregate, kind, now, condition.periodSeconds)
  if (value === null) return unknown
  const { operator } = condition
  if (operator !== 'increase' && operator !== 'decrease' && operator !== 'wave') return { value, state: 'known' }
  const earlier = before && numberOf(condition.aggregate, kind, before, condition.periodSeconds)
  const change = earlier === null ? null : changeOf(operator, value, earlier)
  return change === null ? unknown : { value: change, state: 'known' }
}

function numberOf(
  aggregate: Aggregate,
  { isRate, derivedFrom }: { isRate: boolean; derivedFrom?: DerivedFrom | undefined },
  window: Window,
  periodSeconds: number,
): number {
  if (derivedFrom) {
    const growth = window.last - window.first
    // A counter that goes back was set back: nothing of it came in this window.
    return derivedFrom.how === 'increase' ? Math.max(0, growth) : growth / periodSeconds
  }
  switch (aggregate) {
    case 'avg':
      return window.sum / window.count
    case 'sum':
      return isRate ? window.sum * 60 : window.sum
    case 'count':
      return window.count
    default:
      return window[aggregate]
  }
}

/** How far back the window is that a change is compared with. */
export function compareOffsetMs({ compareWith, periodSeconds }: AlarmCondition): number {
  if (compareWith === 'day') return 24 * 60 * MINUTE_MS
  if (compareWith === 'week') return 7 * 24 * 60 * MINUTE_MS
  return periodSeconds * 1000
}

/** What was known last when a window began; null when it was not known. */
function carriedInto(minutes: readonly (number | null | undefined)[], before: number): number | null {
  for (let index = before; index >= Math.max(0, before - CARRIED_MINUTES); index--) {
    const value = minutes[index]
    if (value !== undefined) return value
  }
  return null
}

/**
 * The window that ends with a minute, of a series that was stored on change. The same as the database sums up in
 * `read-windows.ts`, for the backtest.
 *
 * @param minutes value of each minute: null = not known, undefined = the cluster was not sampled
 * @param end index of the last minute
 */
export function windowOf(
  minutes: readonly (number | null | undefined)[],
  end: number,
  periodMinutes: number,
): { window: Window | null; isMissing: boolean } {
  let window: Window | null = null
  let isMissing = true
  const carried = carriedInto(minutes, end - periodMinutes)
  for (let index = end - periodMinutes + 1; index <= end; index++) {
    const value = minutes[index]
    if (value === undefined) continue
    isMissing = false
    if (value === null) continue
    if (!window) {
      window = { count: 1, sum: value, min: value, max: value, last: value, first: carried ?? value }
      continue
    }
    window.count += 1
    window.sum += value
    window.min = Math.min(window.min, value)
    window.max = Math.max(window.max, value)
    window.last = value
  }
  return { window, isMissing }
}

/** Minutes of one series at which a value was stored, oldest first: minutes after `base` (seconds since the epoch), and the values. */
export interface MinuteRows {
  base: number
  offsets: readonly number[]
  /** In force from then on; null: not known from then on. */
  values: readonly (number | null)[]
}

/**
 * One stored hour or day, as the database writes it: begin (seconds since the epoch), sum, min, max, value in force at its end,
 * known minutes, and the same of each slot. Without sums the value was the same all the time; without counts all minutes are known.
 */
export type SpanRow = readonly [
  at: number,
  sum: number | null,
  min: number | null,
  max: number | null,
  last: number | null,
  count: number,
  sums: readonly (number | null)[] | null,
  mins: readonly (number | null)[] | null,
  maxs: readonly (number | null)[] | null,
  lasts: readonly (number | null)[] | null,
  counts: readonly number[] | null,
]

/** What was stored of one series, oldest first, with what held before the range began. */
export interface StoredRows {
  days: readonly SpanRow[]
  hours: readonly SpanRow[]
  minutes: MinuteRows
}
export const noRows: StoredRows = { days: [], hours: [], minutes: { base: 0, offsets: [], values: [] } }

/** Which level tells which part of a range; all in seconds since the epoch. A level whose part is empty is not read. */
export interface Plan {
  /** Begin of the first step. */
  from: number
  /** End of the last step. */
  to: number
  stepSeconds: number
  /** Until here by days, from there by hours, from there by minutes. */
  daysUntil: number
  hoursUntil: number
  /** Seconds of one number within a day's row (3,600, or the day as a whole) and within an hour's (300, or as a whole). */
  daySlot: number
  hourSlot: number
}

/** Numbers of each step of one series. A step without a known minute has count 0, and nothing else of it counts. */
export interface Steps {
  sum: Float64Array
  min: Float64Array
  max: Float64Array
  last: Float64Array
  count: Float64Array
}

const DAY = 86_400
const HOUR = 3_600

/**
 * Puts what was stored on change over even steps. A value counts in the minutes in which the cluster was sampled and it was known,
 * at whichever level they are read, so the area under a curve is the same at each step. Pure.
 *
 * @param rows of the series
 * @param passes rows of the series that marks each sampled minute
 */
export function combineCells(rows: StoredRows, passes: StoredRows, plan: Plan): Steps {
  const count = Math.max(0, Math.ceil((plan.to - plan.from) / plan.stepSeconds))
  const steps: Steps = {
    sum: new Float64Array(count),
    min: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
    max: new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
    last: new Float64Array(count),
    count: new Float64Array(count),
  }
  let held = addSpans(
    steps,
    rows.days,
    passes.days,
    { plan, until: plan.daysUntil, slot: plan.daySlot, span: DAY },
    null,
  )
  held = addSpans(
    steps,
    rows.hours,
    // Its first row may have begun before.
    passes.hours.filter(([at]) => at + HOUR > plan.daysUntil),
    { plan, until: plan.hoursUntil, slot: plan.hourSlot, span: HOUR },
    held,
  )
  addMinutes(steps, rows.minutes, passes.minutes, plan, held)
  return steps
}

interface Spans {
  plan: Plan
  until: number
  slot: number
  span: number
}

/** @returns the value in force at the end */
function addSpans(
  steps: Steps,
  rows: readonly SpanRow[],
  passes: readonly SpanRow[],
  { plan, until, slot, span }: Spans,
  before: number | null,
): number | null {
  let held = before
  let next = 0
  const isWhole = slot === span
  for (const pass of passes) {
    const at = pass[0]
    if (at >= until) break
    for (let row = rows[next]; row && row[0] < at; row = rows[next]) {
      held = row[4]
      next += 1
    }
    const found = rows[next]
    const row = found && found[0] === at ? found : null
    if (row) next += 1
    const isFlat = row === null || row[6] === null
    if (row && isFlat) held = row[4]
    if (isWhole) {
      const known = row && !isFlat ? row[5] : held === null ? 0 : pass[5]
      if (known > 0) {
        const isOwn = row && !isFlat
        const value = held ?? 0
        add(
          steps,
          plan,
          at,
          known,
          isOwn ? (row[1] ?? 0) : value * known,
          isOwn ? (row[2] ?? 0) : value,
          isOwn ? (row[3] ?? 0) : value,
          isOwn ? row[4] : value,
        )
      }
    } else {
      const slots = span / slot
      for (let i = 0; i < slots; i += 1) {
        const sampled = pass[10] ? (pass[10][i] ?? 0) : pass[5] / slots
        if (sampled === 0) continue
        const cell = at + i * slot
        if (row && !isFlat) {
          const known = row[10] ? (row[10][i] ?? 0) : sampled
          if (known > 0)
            add(steps, plan, cell, known, row[6]?.[i] ?? 0, row[7]?.[i] ?? 0, row[8]?.[i] ?? 0, row[9]?.[i] ?? null)
        } else if (held !== null) add(steps, plan, cell, sampled, held * sampled, held, held, held)
      }
    }
    if (row) held = row[4]
  }
  for (let row = rows[next]; row && row[0] < until; row = rows[next]) {
    held = row[4]
    next += 1
  }
  return held
}

function addMinutes(steps: Steps, rows: MinuteRows, passes: MinuteRows, plan: Plan, before: number | null): void {
  let held = before
  let next = 0
  const shift = (passes.base - rows.base) / 60
  for (let i = 0; i < passes.offsets.length; i += 1) {
    const minute = passes.offsets[i] ?? 0
    while (next < rows.offsets.length && (rows.offsets[next] ?? 0) <= minute + shift) {
      held = rows.values[next] ?? null
      next += 1
    }
    const at = passes.base + minute * 60
    if (passes.values[i] !== null && held !== null && at >= plan.hoursUntil)
      add(steps, plan, at, 1, held, held, held, held)
  }
}

function add(
  steps: Steps,
  { from, to, stepSeconds }: Plan,
  at: number,
  count: number,
  sum: number,
  min: number,
  max: number,
  last: number | null,
): void {
  if (at < from || at >= to) return
  const step = Math.floor((at - from) / stepSeconds)
  steps.sum[step] = (steps.sum[step] ?? 0) + sum
  steps.count[step] = (steps.count[step] ?? 0) + count
  if (min < (steps.min[step] ?? 0)) steps.min[step] = min
  if (max > (steps.max[step] ?? 0)) steps.max[step] = max
  // What was known last in the step, though it may not be known at its end.
  if (last !== null) steps.last[step] = last
}

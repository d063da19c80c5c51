import { AppError } from '#lib/errors.ts'
import { catalogueEntry, type MetricAggregate, type MetricKind } from './catalogue.ts'
import { combineCells, noRows, type Plan, type Steps, type StoredRows } from './combine-cells.ts'
import { type Found, type FoundSeries, findSeries, type Wanted } from './find-series.ts'
import { metricLevels } from './metric-levels.ts'
import { daysKept } from './metric-store.ts'
import { planReading, readRows } from './read-rows.ts'
import { MAX_DRAWN, MAX_POINTS, type MetricObject, type MetricsQuery, retentionDefaults } from './schema.ts'

/** Steps that are chosen by themselves: those that are kept. */
const steps = [60, 300, 3_600, 86_400]
const DAY_SECONDS = 86_400
/** Numbers that the chart of a pattern reads at most, unless a step is asked for. */
const MAX_NUMBERS = 750_000

/** One line of a chart. `points` and `max` are of the steps in order, null where nothing is known. */
export interface ChartSeries {
  labels: MetricObject
  deletedAt: Date | null
  /** How many objects it joins; 0: it is one. */
  joined: number
  points: (number | null)[]
  max: (number | null)[] | null
}

export interface Chart {
  stepSeconds: number
  aggregate: MetricAggregate
  /** Begin of each step. */
  times: Date[]
  series: ChartSeries[]
  sampledAt: Date | null
  /** When brokers did not answer: sums lack their share. */
  silences: { brokerName: string; address: string; minutes: number; from: Date; to: Date }[]
  found: Found
}

/**
 * Reads one chart: what is stored of the objects, over even steps, at every step the same area.
 *
 * @throws AppError INVALID_INPUT for a range, step, scope or aggregate that makes no chart; NOT_FOUND for a cluster that is not there
 */
export async function readChart(
  input: MetricsQuery & { clusterId: string; sees?: Wanted['sees'] },
  now = new Date(),
): Promise<Chart> {
  const { metric, scope, pattern } = input
  const { kind, scopes, aggregates, join } = catalogueEntry(metric)
  if (!scopes.includes(scope)) throw new AppError('INVALID_INPUT', `${metric} is not measured per ${scope}.`)
  const aggregate = input.aggregate ?? (kind === 'counter' ? 'sum' : 'avg')
  if (!aggregates.includes(aggregate)) throw new AppError('INVALID_INPUT', `${metric} has no ${aggregate}.`)
  checkRange(input)
  if (scope !== 'cluster' && !input.objects && pattern === undefined)
    throw new AppError('INVALID_INPUT', 'Name objects or a pattern.')
  const objects = input.objects ?? (scope === 'cluster' ? [{}] : undefined)
  const found = await findSeries({ clusterId: input.clusterId, metric, scope, objects, pattern, sees: input.sees })
  const stepSeconds = stepOf(input, found.store ?? retentionDefaults, now, objects ? 0 : found.series.length)
  const plan = planOf(input, stepSeconds, found)
  // Among many lines there is no place for bands.
  const isCrowded = found.series.length > MAX_DRAWN && input.objects === undefined
  const withMax = aggregate === 'avg' && kind !== 'counter' && stepSeconds > 60 && !isCrowded
  const silentIds = scope === 'broker' ? [] : found.silent.map(({ seriesId }) => seriesId)
  const ids = found.series.map(({ seriesId }) => seriesId)
  const marks = found.passId === null ? [] : [found.passId, ...silentIds]
  const rows = found.store
    ? await readRows({ storeNo: found.store.storeNo, ids: [...ids, ...marks], plan, aggregate, withMax })
    : new Map<number, StoredRows>()
  const passes = (found.passId !== null && rows.get(found.passId)) || noRows
  const lineOf = (series: FoundSeries): ChartSeries => {
    const drawn = combineCells(rows.get(series.seriesId) ?? noRows, passes, plan)
    return {
      labels: series.labels,
      deletedAt: series.deletedAt,
      joined: 0,
      points: valuesOf(drawn, aggregate, kind),
      max: withMax ? valuesOf(drawn, 'max', kind) : null,
    }
  }
  const lines = found.series.map(lineOf)
  const isPattern = objects === undefined
  const count = Math.ceil((plan.to - plan.from) / stepSeconds)
  return {
    stepSeconds,
    aggregate,
    times: Array.from({ length: count }, (_, step) => new Date((plan.from + step * stepSeconds) * 1000)),
    series: isPattern ? drawLargest(lines, join) : lines,
    sampledAt: newestPass(passes, plan),
    silences: found.silent.flatMap(({ seriesId, brokerName, address }) => {
      const of = rows.get(seriesId)
      return of ? silencesOf(of, passes, plan).map((part) => ({ brokerName, address, ...part })) : []
    }),
    found,
  }
}

function checkRange({ from, to, stepSeconds }: MetricsQuery): void {
  if (to.getTime() <= from.getTime()) throw new AppError('INVALID_INPUT', 'The range ends before it begins.')
  if (stepSeconds === undefined) return
  if (stepSeconds % 60 !== 0) throw new AppError('INVALID_INPUT', 'A step is a multiple of 60 seconds.')
  if ((to.getTime() - from.getTime()) / (stepSeconds * 1000) > MAX_POINTS)
    throw new AppError('INVALID_INPUT', `That is more than ${MAX_POINTS} points: choose a longer step.`)
}

/** The finest that is kept where the range begins and makes few enough points; one that is asked for is not finer than that. */
function stepOf(
  { from, to, stepSeconds }: MetricsQuery,
  kept: Parameters<typeof daysKept>[0],
  now: Date,
  joined: number,
): number {
  const ageMs = now.getTime() - from.getTime()
  const longest = metricLevels.reduce((days, level) => Math.max(days, daysKept(kept, level)), 0)
  if (to.getTime() < now.getTime() - longest * DAY_SECONDS * 1000)
    throw new AppError('INVALID_INPUT', `Nothing is kept of that time: the longest retention is ${longest} days.`)
  const finestKept = metricLevels.find((level) => ageMs <= daysKept(kept, level) * DAY_SECONDS * 1000)?.seconds ?? 3_600
  if (stepSeconds !== undefined) return Math.ceil(Math.max(stepSeconds, finestKept) / finestKept) * finestKept
  const rangeMs = to.getTime() - from.getTime()
  const pointsOf = (step: number) => rangeMs / (step * 1000)
  const step = steps.find(
    (each) =>
      each >= finestKept &&
      pointsOf(each) <= MAX_POINTS &&
      (pointsOf(each) * joined <= MAX_NUMBERS || each === DAY_SECONDS),
  )
  if (step === undefined) throw new AppError('INVALID_INPUT', `That is more than ${MAX_POINTS} days.`)
  return step
}

/** Steps begin on round times; the last one is the one that `to` is in. */
function planOf({ from, to }: MetricsQuery, stepSeconds: number, { store }: Found): Plan {
  const start = Math.floor(from.getTime() / (stepSeconds * 1000)) * stepSeconds
  const end = (Math.floor(to.getTime() / (stepSeconds * 1000)) + 1) * stepSeconds
  return planReading({ from: start, to: end, stepSeconds }, store ?? { fiveMinuteUntil: null, hourUntil: null })
}

function valuesOf(steps: Steps, aggregate: MetricAggregate, kind: MetricKind): (number | null)[] {
  const values: (number | null)[] = new Array(steps.count.length).fill(null)
  for (let step = 0; step < values.length; step += 1) {
    const known = steps.count[step] ?? 0
    if (known === 0) continue
    const sum = steps.sum[step] ?? 0
    if (aggregate === 'avg') values[step] = sum / known
    // What a rate per second amounts to: each known minute is 60 of it.
    else if (aggregate === 'sum') values[step] = kind === 'rate' ? sum * 60 : sum
    else values[step] = steps[aggregate][step] ?? null
  }
  return values
}

/** The largest lines by themselves, in their order of size; all others as one. What is not known adds nothing to it. */
export function drawLargest(lines: readonly ChartSeries[], join: 'sum' | 'max' | 'min' | null): ChartSeries[] {
  const sizeOf = ({ points }: ChartSeries) => points.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0)
  const bySize = lines.map((line) => ({ line, size: sizeOf(line) })).sort((a, b) => b.size - a.size)
  const drawn = bySize.slice(0, MAX_DRAWN).map(({ line }) => line)
  const rest = bySize.slice(MAX_DRAWN).map(({ line }) => line)
  const [first] = rest
  // Averages of sizes and the like do not add up to anything.
  if (!first || join === null) return drawn
  const points: (number | null)[] = new Array(first.points.length).fill(null)
  for (const line of rest) {
    for (let step = 0; step < points.length; step += 1) {
      const value = line.points[step] ?? null
      const before = points[step] ?? null
      if (value === null) continue
      if (before === null) points[step] = value
      else
        points[step] =
          join === 'sum' ? before + value : join === 'max' ? Math.max(before, value) : Math.min(before, value)
    }
  }
  return [...drawn, { labels: {}, deletedAt: null, joined: rest.length, points, max: null }]
}

function newestPass(passes: StoredRows, { to }: Plan): Date | null {
  const { base, offsets, values } = passes.minutes
  const minute = offsets.findLast((offset, place) => values[place] !== null && base + offset * 60 < to)
  if (minute !== undefined) return new Date((base + minute * 60) * 1000)
  // In a range that is rolled up, to five minutes.
  for (const [rows, slot] of [
    [passes.hours, 300],
    [passes.days, 3_600],
  ] as const) {
    const row = rows.findLast(([at, , , , , count]) => at < to && count > 0)
    if (!row) continue
    // Without counts it was sampled to its end.
    const place = row[10]?.findLastIndex((count) => count > 0) ?? (slot === 300 ? 11 : 23)
    return new Date((row[0] + Math.max(0, place) * slot) * 1000)
  }
  return null
}

/** Stretches of steps in which a broker was silent. */
function silencesOf(rows: StoredRows, passes: StoredRows, plan: Plan): { minutes: number; from: Date; to: Date }[] {
  const { count } = combineCells(rows, passes, plan)
  const found: { minutes: number; from: Date; to: Date }[] = []
  let isOpen = false
  for (const [step, minutes] of count.entries()) {
    const from = new Date((plan.from + step * plan.stepSeconds) * 1000)
    const to = new Date(from.getTime() + plan.stepSeconds * 1000)
    const last = found.at(-1)
    if (minutes === 0) isOpen = false
    else if (isOpen && last) {
      last.minutes += minutes
      last.to = to
    } else {
      found.push({ minutes, from, to })
      isOpen = true
    }
  }
  return found
}

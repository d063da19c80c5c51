import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { catalogueEntry, isWholeUnit } from './catalogue.ts'
import { combineCells, noRows, type StoredRows } from './combine-cells.ts'
import { findSeries } from './find-series.ts'
import { metricSight } from './metric-sight.ts'
import { prometheusTop } from './prometheus/prometheus-top.ts'
import { planReading, readRows } from './read-rows.ts'
import type { MetricObject, MetricScope, TopAnswer, TopQuery, TopWindow } from './schema.ts'

/** Seconds of a window, and how far back the one it is compared with lies. */
const windows: Readonly<Record<TopWindow, { seconds: number; before: number }>> = {
  now: { seconds: 60, before: 600 },
  '1h': { seconds: 3_600, before: 3_600 },
  '24h': { seconds: 86_400, before: 86_400 },
}
/** Of what a list can be about, in this order. */
const ranked: readonly MetricScope[] = ['topic', 'group', 'broker', 'client', 'namespace', 'groupTopic']
interface Ranked {
  labels: MetricObject
  value: number | null
  previous: number | null
}

/** A change of less than this share is none. */
const FLAT = 0.05
/** More than a cluster may have series of one metric. */
const ALL = 100_000

/**
 * The objects with the most of one metric, by the numbers that charts draw: the newest, or the average (counters: the sum) over a
 * window that ends with it. What is not known has no rank, and what is deleted neither.
 *
 * @throws AppError INVALID_INPUT for a metric that objects do not have; that of the cluster's Prometheus while it does not answer
 */
export async function getTop(
  ctx: Context,
  { clusterId, metric, n, window, scope: wanted }: TopQuery & { clusterId: string },
  now = new Date(),
): Promise<TopAnswer> {
  requirePermissionIn(ctx, 'monitoring:read', clusterId)
  const { unit, scopes, join, higherIsWorse, splitBy } = catalogueEntry(metric)
  const scope = wanted ?? ranked.find((each) => scopes.includes(each))
  if (scope === undefined || scope === 'cluster' || !scopes.includes(scope) || splitBy !== null)
    throw new AppError('INVALID_INPUT', `${metric} ranks no ${scope ?? 'object'}.`)
  const sees = metricSight(ctx, clusterId, scope)
  const { seconds, before } = windows[window]
  const end = Math.floor(now.getTime() / 1000)
  const foreign = await prometheusTop({ clusterId, metric, scope, end, seconds, before }, ctx.signal)
  const { known, sampledAt } = foreign
    ? { known: foreign.filter(({ labels }) => sees?.(labels) ?? true), sampledAt: new Date(end * 1000) }
    : await readStored({ clusterId, metric, scope, window, sees }, now)
  const measured = known.flatMap(({ value, ...rest }) => (value === null ? [] : [{ value, ...rest }]))
  const total = measured.reduce((sum, { value }) => sum + value, 0)
  // Of what is good the least is looked for first.
  const sign = higherIsWorse === false ? -1 : 1
  const first = measured
    .sort((a, b) => sign * (b.value - a.value) || (nameOf(a.labels) < nameOf(b.labels) ? -1 : 1))
    .slice(0, n)
  const shown = (value: number) => (isWholeUnit(unit) ? BigInt(Math.round(value)) : value)
  return {
    metric,
    scope,
    unit,
    window,
    sampledAt,
    ranked: measured.length,
    unknown: known.length - measured.length,
    items: first.map(({ labels, value, previous }, place) => ({
      rank: place + 1,
      object: labels,
      value: shown(value),
      share: join === 'sum' && total > 0 ? value / total : null,
      trend: previous === null ? null : trendOf(previous, value),
      previous: previous === null ? null : shown(previous),
    })),
  }
}

/** By the series of our own store. */
async function readStored(
  wanted: Parameters<typeof findSeries>[0] & { window: TopWindow },
  now: Date,
): Promise<{ known: Ranked[]; sampledAt: Date | null }> {
  const { metric, window } = wanted
  const { kind } = catalogueEntry(metric)
  const found = await findSeries(wanted, ALL)
  const { store, passId } = found
  const series = found.series.filter(({ deletedAt }) => deletedAt === null)
  const { seconds, before } = windows[window]
  const end = Math.floor(now.getTime() / 60_000) * 60 + 60
  // A day is read by its hours, so it begins with one; the minutes of the one that runs are in it.
  const unitSeconds = window === '24h' ? 3_600 : 60
  const from = Math.floor((end - seconds - before) / unitSeconds) * unitSeconds
  const plan = planReading(
    { from, to: end, stepSeconds: unitSeconds },
    store ?? { fiveMinuteUntil: null, hourUntil: null },
  )
  const rows =
    store && passId !== null
      ? await readRows({
          storeNo: store.storeNo,
          ids: [...series.map(({ seriesId }) => seriesId), passId],
          plan,
          aggregate: 'avg',
          withMax: false,
        })
      : new Map<number, StoredRows>()
  const passes = (passId !== null && rows.get(passId)) || noRows
  const marks = combineCells(passes, passes, plan).count
  const newest = marks.findLastIndex((count) => count > 0)
  const width = Math.max(1, seconds / unitSeconds)
  const back = before / unitSeconds
  const known = series.map(({ seriesId, labels }) => {
    const { sum, count } = combineCells(rows.get(seriesId) ?? noRows, passes, plan)
    const valueAt = (last: number): number | null => {
      let total = 0
      let minutes = 0
      for (let step = Math.max(0, last - width + 1); step <= last; step += 1) {
        total += sum[step] ?? 0
        minutes += count[step] ?? 0
      }
      return minutes === 0 ? null : kind === 'counter' ? total : total / minutes
    }
    return {
      labels,
      value: newest < 0 ? null : valueAt(newest),
      previous: newest - back < 0 ? null : valueAt(newest - back),
    }
  })
  return { known, sampledAt: newest < 0 ? null : sampledAtOf(passes, plan.from, newest, unitSeconds) }
}

const nameOf = (labels: object) => Object.values(labels).join(' ')

function trendOf(previous: number, value: number): 'UP' | 'FLAT' | 'DOWN' {
  if (Math.abs(value - previous) <= Math.abs(previous) * FLAT) return 'FLAT'
  return value > previous ? 'UP' : 'DOWN'
}

function sampledAtOf(passes: StoredRows, from: number, step: number, unitSeconds: number): Date {
  const { base, offsets, values } = passes.minutes
  const offset = offsets.findLast((_, place) => values[place] !== null)
  const minute = offset === undefined ? undefined : base + offset * 60
  return new Date((minute ?? from + step * unitSeconds) * 1000)
}

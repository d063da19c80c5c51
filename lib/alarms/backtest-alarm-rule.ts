import { setImmediate as nextTurn } from 'node:timers/promises'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, requirePermissionIn } from '#lib/users/require-permission.ts'
import { alarmMetrics, unitOf } from './alarm-metrics.ts'
import { requireValidRule } from './check-rule.ts'
import { type ClusterFacts, readClusterFacts } from './cluster-facts.ts'
import { doesNotApply } from './does-not-apply.ts'
import { judge, type RowValue } from './judge.ts'
import { type Candidate, matchingObjects, objectKey } from './objects.ts'
import { readPrometheusMinutes } from './read-prometheus.ts'
import { readPasses } from './read-windows.ts'
import { isChange, isRate, scopeOf, seriesOf } from './row-reader.ts'
import { type LoadedRule, toLoaded } from './rule-content.ts'
import type { AlarmCondition } from './rule-schema.ts'
import { sightFor } from './rule-sight.ts'
import type { Backtest, BacktestInput } from './rule-test-schema.ts'
import type { Severity } from './schema.ts'
import { type InstanceState, stepInstance } from './step-instance.ts'
import { suggestThresholds } from './suggest-thresholds.ts'
import { CARRIED_MINUTES, compareOffsetMs, MINUTE_MS, rowValue, windowOf } from './windows.ts'

const MAX_SPANS = 1_000
const OBJECTS_AT_ONCE = 100
const DAY_MS = 24 * 60 * MINUTE_MS

type Minutes = readonly (number | null | undefined)[]
interface Span {
  candidate: Candidate
  from: Date
  to: Date | null
  severity: Severity
  peakValue: number | null
}

/**
 * When a rule would have fired over the stored series of one cluster: judged period by period by the functions of the evaluation.
 * Silences, inhibition and active hours are left out; states of the moment have no history and count as not known.
 */
export async function backtestAlarmRule(
  ctx: Context,
  { rule: content, clusterId, hours, object }: BacktestInput,
): Promise<Backtest> {
  requirePermissionIn(ctx, 'alarm:read', clusterId)
  await requireValidRule(content, 'body.rule.')
  const rule = toLoaded(content)
  const facts = await readClusterFacts(ctx, clusterId, new Date(), { diskForecast: false, consumeOff: false })
  const to = floor(facts.now, rule.periodMs)
  const from = new Date(to.getTime() - hours * 60 * MINUTE_MS)
  const candidates = matchingObjects(facts, rule.level, rule.selector, sightFor(ctx, clusterId))
  const series = new StoredMinutes(facts, rule, from, to)
  await series.open()
  const spans: Span[] = []
  let notices = 0
  for (let start = 0; start < candidates.length; start += OBJECTS_AT_ONCE) {
    ctx.signal.throwIfAborted()
    const some = candidates.slice(start, start + OBJECTS_AT_ONCE)
    await series.load(some)
    for (const candidate of some) notices += replay(rule, candidate, series, { from, to }, spans)
    await nextTurn()
  }
  const fired = new Set(spans.map(({ candidate }) => objectKey(candidate.object)))
  const lengthOf = (span: Span) => (span.to ?? to).getTime() - span.from.getTime()
  const worst = [...spans].sort((a, b) => lengthOf(b) - lengthOf(a))[0]?.candidate
  const chosen =
    (object && candidates.find((each) => objectKey(each.object) === objectKey(object))) ?? worst ?? candidates[0]
  return {
    from,
    to,
    objects: candidates.length,
    firedObjects: fired.size,
    firings: spans.length,
    longestMs: Math.max(0, ...spans.map(lengthOf)),
    notices,
    spans: spans
      .sort((a, b) => a.from.getTime() - b.from.getTime())
      .slice(0, MAX_SPANS)
      .map(({ candidate, ...span }) => ({ object: candidate.object, ...span })),
    chart: chosen ? await chartOf(rule, chosen, series, { from, to }) : null,
    notStored: [
      ...new Set(rule.conditions.flatMap(({ metric }) => (alarmMetrics.get(metric)?.isStored ? [] : [metric]))),
    ],
    // Out of the numbers of all objects, so for those who see all of them.
    suggested: hasPermission(ctx, 'alarm:read', clusterId)
      ? await Promise.all(rule.conditions.map((condition) => suggestThresholds(clusterId, condition, rule.level)))
      : rule.conditions.map(() => null),
  }
}

const floor = (at: Date, ms: number): Date => new Date(Math.floor(at.getTime() / ms) * ms)

/** One object through all periods. @returns how many notices there would have been */
function replay(
  rule: LoadedRule,
  candidate: Candidate,
  series: StoredMinutes,
  { from, to }: { from: Date; to: Date },
  spans: Span[],
): number {
  let instance: InstanceState | null = null
  let span: Span | null = null
  let recentChanges: readonly Date[] = []
  let notices = 0
  for (let at = from.getTime() + rule.periodMs; at <= to.getTime(); at += rule.periodMs) {
    const judgement = judge(
      rule,
      rule.conditions.map((condition) => series.value(condition, candidate, at)),
    )
    const clock = { at: new Date(at), periodMs: rule.periodMs, hiddenBy: null, recentChanges }
    const step = stepInstance(rule, instance, judgement, clock)
    instance = step.instance
    notices += step.events.filter(({ transition }) => transition !== null).length
    if (instance?.firedAt && !span && instance.severity !== null) {
      span = { candidate, from: instance.firedAt, to: null, severity: instance.severity, peakValue: null }
      spans.push(span)
    }
    if (span && instance) {
      span.peakValue = instance.peakValue
      span.severity = instance.peakSeverity ?? span.severity
    }
    if (instance && instance.endedAt === null) continue
    if (span) span.to = clock.at
    recentChanges = instance?.changes ?? recentChanges
    span = null
    instance = null
  }
  return notices
}

async function chartOf(
  rule: LoadedRule,
  candidate: Candidate,
  series: StoredMinutes,
  { from, to }: { from: Date; to: Date },
): Promise<Backtest['chart']> {
  const [condition] = rule.conditions
  if (!condition) return null
  await series.load([candidate])
  const stepMs = Math.max(
    rule.periodMs,
    Math.ceil((to.getTime() - from.getTime()) / 1_500 / rule.periodMs) * rule.periodMs,
  )
  const points: [Date, number | null][] = []
  for (let at = from.getTime() + stepMs; at <= to.getTime(); at += stepMs)
    points.push([new Date(at), series.value(condition, candidate, at).value])
  const { metric, thresholds } = condition
  return { object: candidate.object, metric, unit: unitOf(metric), points, thresholds }
}

/** Series of the store or of the cluster's own Prometheus, spread over the minutes of a range, some objects at a time. */
class StoredMinutes {
  readonly #facts: ClusterFacts
  readonly #clusterId: string
  readonly #rule: LoadedRule
  /** First minute that any window needs. */
  readonly #start: number
  readonly #end: number
  #passes: readonly number[] = []
  #minutes = new Map<string, Minutes>()

  constructor(facts: ClusterFacts, rule: LoadedRule, from: Date, to: Date) {
    this.#facts = facts
    this.#clusterId = facts.cluster.clusterId
    this.#rule = rule
    const longest = Math.max(...rule.conditions.map((row) => row.periodSeconds * 1000))
    const back = Math.max(0, ...rule.conditions.filter(isChange).map(compareOffsetMs))
    // Points are kept for a week: what is compared with a week before it is not known.
    const start = Math.max(from.getTime() - back - longest - CARRIED_MINUTES * MINUTE_MS, to.getTime() - 8 * DAY_MS)
    this.#start = Math.floor(start / MINUTE_MS) * MINUTE_MS
    this.#end = to.getTime()
  }

  async open(): Promise<void> {
    this.#passes = await readPasses(this.#clusterId, new Date(this.#start - 1), new Date(this.#end))
  }

  async load(candidates: readonly Candidate[]): Promise<void> {
    this.#minutes = new Map()
    const scope = scopeOf(this.#rule.level)
    const wanted = new Set(this.#rule.conditions.flatMap((condition) => seriesOf(condition) ?? []))
    const keys = candidates.map(({ object }) => object)
    const { metricsSource } = this.#facts.cluster
    const range = { from: new Date(this.#start), to: new Date(this.#end) }
    for (const metric of wanted) {
      const asked = { metricsSource, metric, scope, objects: keys }
      const foreign = await readPrometheusMinutes(asked, range, this.#facts.signal)
      if (foreign) {
        for (const [key, minutes] of foreign) this.#minutes.set(`${metric} ${key}`, minutes)
        continue
      }
      const rows = await db().$queryRaw<{ name: string; at: Date; value: number | null }[]>`
        select broker_name || E'\n' || namespace || E'\n' || topic_name || E'\n' || group_name as name, at, value
        from metric_series
        join metric_stores using (cluster_id)
        join metric_samples_1m using (store_no, series_id)
        join unnest(
          ${keys.map(({ brokerName }) => brokerName ?? '')}::text[],
          ${keys.map(({ namespace }) => namespace ?? '')}::text[],
          ${keys.map(({ topicName }) => topicName ?? '')}::text[],
          ${keys.map(({ groupName }) => groupName ?? '')}::text[]
        ) as asked(broker_name, namespace, topic_name, group_name)
          using (broker_name, namespace, topic_name, group_name)
        where cluster_id = ${this.#clusterId} and metric = ${metric} and scope = ${scope} and part = ''
          and at >= ${new Date(this.#start - CARRIED_MINUTES * MINUTE_MS)} and at <= ${new Date(this.#end)}
        order by name, at`
      let from = 0
      for (let index = 1; index <= rows.length; index++) {
        if (rows[index]?.name === rows[from]?.name) continue
        const [first] = rows.slice(from, from + 1)
        if (first) this.#minutes.set(`${metric} ${first.name}`, this.#spread(rows.slice(from, index)))
        from = index
      }
    }
  }

  value(condition: AlarmCondition, candidate: Candidate, at: number): RowValue {
    const metric = seriesOf(condition)
    if (metric === null) return { value: null, state: 'unknown' }
    const minutes = this.#minutes.get(`${metric} ${candidate.seriesKey}`) ?? []
    const length = condition.periodSeconds / 60
    const windowAt = (ms: number) => windowOf(minutes, (ms - this.#start) / MINUTE_MS, length)
    const { window, isMissing } = windowAt(at)
    const before = isChange(condition) ? windowAt(at - compareOffsetMs(condition)).window : null
    const kind = { isRate: isRate(condition), derivedFrom: alarmMetrics.get(condition.metric)?.derivedFrom }
    // Of an object without a series nothing is known, though its cluster was sampled.
    const found = rowValue(condition, kind, { now: window, before, isMissing: isMissing && minutes.length > 0 })
    const isOther = found.state === 'unknown' && doesNotApply(this.#facts, metric, candidate.object)
    return isOther ? { value: null, state: 'na' } : found
  }

  #spread(points: readonly { at: Date; value: number | null }[]): Minutes {
    const minutes = new Array<number | null | undefined>((this.#end - this.#start) / MINUTE_MS + 1).fill(undefined)
    let next = 0
    let value: number | null = null
    for (const pass of this.#passes) {
      for (let point = points[next]; point && point.at.getTime() <= pass; point = points[next]) {
        value = point.value
        next += 1
      }
      minutes[(pass - this.#start) / MINUTE_MS] = value
    }
    return minutes
  }
}

import { AppError } from '#lib/errors.ts'
import type { CatalogueMetric } from '#lib/monitoring/catalogue.ts'
import { isFromPrometheus } from '#lib/monitoring/prometheus/promql.ts'
import type { MetricScope } from '#lib/monitoring/schema.ts'
import { membersOf } from '#lib/monitoring/sum-namespaces.ts'
import { alarmMetrics } from './alarm-metrics.ts'
import type { ClusterFacts } from './cluster-facts.ts'
import { doesNotApply } from './does-not-apply.ts'
import type { RowValue } from './judge.ts'
import type { Candidate } from './objects.ts'
import { readPrometheusWindows } from './read-prometheus.ts'
import { readPasses, readWindows } from './read-windows.ts'
import type { AlarmCondition } from './rule-schema.ts'
import type { AlarmLevel } from './schema.ts'
import { compareOffsetMs, MINUTE_MS, rowValue, type Window } from './windows.ts'

interface Held {
  windows: ReadonlyMap<string, Window>
  isMissing: boolean
}

const error: RowValue = { value: null, state: 'error' }
const unknown: RowValue = { value: null, state: 'unknown' }
const notApplicable: RowValue = { value: null, state: 'na' }
/** A state is of now: of an earlier period it is not known. */
const STATE_BELIEVED_MS = 3 * MINUTE_MS

export const isChange = ({ operator }: AlarmCondition): boolean =>
  operator === 'increase' || operator === 'decrease' || operator === 'wave'

/** Series that a level's numbers are stored under. Nodes have states and no series. */
export const scopeOf = (level: AlarmLevel): MetricScope => (level === 'node' ? 'broker' : level)

/** The series that a condition reads; null: it reads none. */
export function seriesOf({ metric }: AlarmCondition): CatalogueMetric | null {
  const entry = alarmMetrics.get(metric)
  if (!entry?.isStored) return null
  return entry.derivedFrom?.metric ?? (metric as CatalogueMetric) // what is stored is named by the catalogue
}

/** Whether a number is per second: its sum is what it amounts to. */
export const isRate = ({ metric }: AlarmCondition): boolean => alarmMetrics.get(metric)?.kind === 'rate'

/** Numbers of rules' rows in one round: each window of a metric is read once, whoever asks. */
export class RowReader {
  readonly #facts: ClusterFacts
  readonly #windows = new Map<string, Promise<Held>>()
  readonly #ready = new Map<string, Held>()
  readonly #passes = new Map<string, Promise<number[]>>()
  /** It is not asked again in this round: each question would wait as long. */
  #isPrometheusAway = false
  #last: {
    condition: AlarmCondition
    level: AlarmLevel
    at: Date
    held: Held | undefined
    before: Held | undefined
  } | null = null

  constructor(facts: ClusterFacts) {
    this.#facts = facts
  }

  /** Reads what a rule's rows need for the period that ends at a time; then `value` can be asked. */
  async prepare(conditions: readonly AlarmCondition[], level: AlarmLevel, at: Date): Promise<void> {
    for (const condition of conditions) {
      const metric = seriesOf(condition)
      if (metric === null) continue
      await this.#load(metric, scopeOf(level), condition.periodSeconds, at)
      if (!isChange(condition)) continue
      const before = new Date(at.getTime() - compareOffsetMs(condition))
      await this.#load(metric, scopeOf(level), condition.periodSeconds, before)
    }
  }

  /** What one row finds of one object. */
  value(condition: AlarmCondition, candidate: Candidate, at: Date): RowValue {
    const entry = alarmMetrics.get(condition.metric)
    if (!entry) return unknown
    if (entry.read) {
      if (this.#facts.now.getTime() - at.getTime() > STATE_BELIEVED_MS) return error
      return entry.read(this.#facts, candidate.object)
    }
    const metric = seriesOf(condition)
    if (metric === null) return unknown
    const { level } = candidate.object
    const { held, before } = this.#heldFor(condition, metric, level, at)
    if (!held) return error
    const windowOf = (of: Held | undefined): Window | null => of?.windows.get(candidate.seriesKey) ?? null
    const kind = { isRate: isRate(condition), derivedFrom: entry.derivedFrom }
    const found = rowValue(condition, kind, {
      now: windowOf(held),
      before: windowOf(before),
      isMissing: held.isMissing,
    })
    return found.state === 'unknown' && doesNotApply(this.#facts, metric, candidate.object) ? notApplicable : found
  }

  /** The windows of a row are the same for all objects of a period. */
  #heldFor(condition: AlarmCondition, metric: CatalogueMetric, level: AlarmLevel, at: Date) {
    const last = this.#last
    if (last && last.condition === condition && last.level === level && last.at === at) return last
    const get = (end: Date) => this.#ready.get(keyOf(metric, scopeOf(level), condition.periodSeconds, end))
    const before = isChange(condition) ? get(new Date(at.getTime() - compareOffsetMs(condition))) : undefined
    this.#last = { condition, level, at, held: get(at), before }
    return this.#last
  }

  async #load(metric: CatalogueMetric, scope: MetricScope, periodSeconds: number, at: Date): Promise<void> {
    const key = keyOf(metric, scope, periodSeconds, at)
    const reading = this.#windows.get(key) ?? this.#read(metric, scope, periodSeconds, at)
    this.#windows.set(key, reading)
    this.#ready.set(key, await reading)
  }

  async #read(metric: CatalogueMetric, scope: MetricScope, periodSeconds: number, at: Date): Promise<Held> {
    const { cluster, signal } = this.#facts
    const { clusterId, metricsSource } = cluster
    const asked = scope === 'namespace' ? membersOf(metric) : scope
    if (this.#isPrometheusAway && isFromPrometheus(metric, asked)) return { windows: new Map(), isMissing: true }
    try {
      const foreign = await readPrometheusWindows({ metricsSource, metric, scope }, { at, periodSeconds }, signal)
      if (foreign) return { windows: foreign, isMissing: false }
    } catch (cause) {
      // While it is away nothing of it is known: that is a failed reading, not a number.
      if (!(cause instanceof AppError)) throw cause
      this.#isPrometheusAway = true
      return { windows: new Map(), isMissing: true }
    }
    const passKey = `${periodSeconds} ${at.getTime()}`
    const from = new Date(at.getTime() - periodSeconds * 1000)
    const reading = this.#passes.get(passKey) ?? readPasses(clusterId, from, at)
    this.#passes.set(passKey, reading)
    const passes = await reading
    if (passes.length === 0) return { windows: new Map(), isMissing: true }
    return { windows: await readWindows({ clusterId, metric, scope }, { at, periodSeconds }, passes), isMissing: false }
  }
}

const keyOf = (metric: string, scope: string, periodSeconds: number, at: Date): string =>
  `${metric} ${scope} ${periodSeconds} ${at.getTime()}`

import type { Measured } from '#lib/api/endpoint.ts'
import type { MetricSource } from './catalogue.ts'
import type { MetricName, MetricScope } from './schema.ts'

/** Marks each minute in which the cluster was sampled: where it is missing, every chart has a gap. */
export const PASS_METRIC = 'pass'
/** 1 while a broker does not answer the sampler; its address is the `part`. Where it is 1, sums lack the broker's share. */
export const SILENT_METRIC = 'silent'

/** What a point is of. Names that do not apply are empty. */
export interface PointNames {
  brokerName: string
  topicName: string
  groupName: string
  namespace?: string
  clientId?: string
  /** Of a metric that is split: a message type, a request, an upper bound, hours, a node. */
  part?: string
}

/** One number to store. */
export interface MetricPoint extends PointNames {
  metric: MetricName | typeof PASS_METRIC | typeof SILENT_METRIC
  scope: MetricScope
  /** Null: not known now. */
  value: number | null
  /** Where it was read; `admin` unless told. */
  source?: MetricSource
}

/** A number with where it came from, on its way to a point. */
export interface Sourced {
  value: number | null
  source: MetricSource
}

export const fromAdmin = (value: number | null): Sourced => ({ value, source: 'admin' })
export const fromExporter = (value: number | null): Sourced => ({ value, source: 'exporter' })
export const derived = (value: number | null): Sourced => ({ value, source: 'derived' })

/** The first that is known; where none is, the last. */
export function firstKnown(...choices: Sourced[]): Sourced {
  return choices.find(({ value }) => value !== null) ?? choices.at(-1) ?? derived(null)
}

/** Only what was measured now: an old value would draw a line where there was no sample. */
export function measuredNow(measured: Measured<number> | Measured<bigint>, source: MetricSource = 'admin'): Sourced {
  const isNow = (measured.state === 'ok' || measured.state === 'estimate') && measured.value !== null
  return { value: isNow ? Number(measured.value) : null, source }
}

/** One source for what was made of several. */
export function joinSources(sources: Iterable<MetricSource>): MetricSource {
  const [first = 'admin', ...others] = new Set(sources)
  return others.length === 0 ? first : 'mixed'
}

/**
 * One number of many; 0 of none. A sum is not known as soon as one part is not, unless it may be "at least": while a broker is
 * silent, which the answer to a query says. Of ages and shares the worst that is known counts.
 */
export function joinParts(
  parts: readonly Sourced[],
  join: (values: readonly number[]) => number = sum,
  isAtLeast = join !== sum,
): Sourced {
  const known = parts.filter(({ value }) => value !== null)
  const source = joinSources((known.length > 0 ? known : parts).map((part) => part.source))
  if (parts.length === 0) return { value: 0, source }
  if (known.length === 0 || (known.length < parts.length && !isAtLeast)) return { value: null, source }
  return { value: join(known.map(({ value }) => value ?? 0)), source }
}

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
export const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b))
export const smallest = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b))

/** Collects the points of one pass. */
export class Points {
  readonly all: MetricPoint[] = []

  add(metric: MetricPoint['metric'], scope: MetricScope, names: Partial<PointNames>, { value, source }: Sourced): void {
    const { brokerName = '', topicName = '', groupName = '', namespace, part = '' } = names
    const finite = value !== null && Number.isFinite(value) ? value : null
    const of = { brokerName, topicName, groupName, ...(namespace !== undefined && { namespace }) }
    this.all.push({ metric, scope, ...of, part, value: finite, source })
  }
}

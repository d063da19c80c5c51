import { DLQ_PREFIX, RETRY_PREFIX, splitNamespace, topicKind } from '#lib/rocketmq/codec/topic-name.ts'
import { type CatalogueMetric, catalogueEntry, metricNames } from './catalogue.ts'
import type { MetricPoint } from './point.ts'
import type { ClusterSample } from './sample.ts'

/** Metrics that a namespace has of its topics or groups; those that are counted of the sample itself are apart. */
const summed = metricNames.filter((metric) => catalogueEntry(metric).scopes.includes('namespace'))
/** Measured of both: traffic belongs to topics, what is behind and what is given up to groups. */
const traffic: ReadonlySet<CatalogueMetric> = new Set(['inTps', 'outTps', 'inBytesPerSecond', 'outBytesPerSecond'])
/** Retry and dead-letter topics belong to the groups. */
export const isOwnTopic = (name: string) => !name.startsWith(RETRY_PREFIX) && !name.startsWith(DLQ_PREFIX)

/** Of what in a namespace its number of a metric is made. */
export const membersOf = (metric: CatalogueMetric): 'topic' | 'group' =>
  traffic.has(metric) || !catalogueEntry(metric).scopes.includes('group') ? 'topic' : 'group'

/**
 * The numbers of namespaces, from those of their topics or groups: sums, of times and shares the worst. Unknown as soon as one
 * part is. Groups to which lag does not apply take no part in it.
 */
export function sumNamespaces(points: readonly MetricPoint[], sample: ClusterSample): MetricPoint[] {
  const byMetric = Map.groupBy(
    points.filter(({ scope, part }) => (scope === 'topic' || scope === 'group') && !part),
    ({ metric }) => metric,
  )
  const made: MetricPoint[] = []
  for (const metric of summed) {
    const of = (byMetric.get(metric) ?? []).filter(({ scope }) => scope === membersOf(metric))
    made.push(...join(metric, of, sample))
  }
  return [...made, ...countNames(sample)]
}

function join(metric: CatalogueMetric, points: readonly MetricPoint[], { groups }: ClusterSample): MetricPoint[] {
  const { join: how } = catalogueEntry(metric)
  const sums = new Map<string, { value: number | null; source: MetricPoint['source'] }>()
  for (const { value, scope, topicName, groupName, source } of points) {
    if (scope === 'topic' && !isOwnTopic(topicName)) continue
    if (value === null && scope === 'group' && groups.get(groupName)?.lag.state === 'na') continue
    const { namespace } = splitNamespace(scope === 'topic' ? topicName : groupName)
    if (namespace === null) continue
    const sum = sums.get(namespace)
    if (!sum) sums.set(namespace, { value, source })
    else {
      sum.value = sum.value === null || value === null ? null : combineValues(how, sum.value, value)
      if (source !== sum.source) sum.source = 'mixed'
    }
  }
  return [...sums].map(([namespace, { value, source }]) => ({
    metric,
    scope: 'namespace' as const,
    brokerName: '',
    topicName: '',
    groupName: '',
    namespace,
    value,
    ...(source !== undefined && { source }),
  }))
}

/** Two numbers of a metric as one; what has no way to be joined shows the worst. */
export function combineValues(how: 'sum' | 'max' | 'min' | null, a: number, b: number): number {
  if (how === 'sum') return a + b
  return how === 'min' ? Math.min(a, b) : Math.max(a, b)
}

/** How many topics and groups each namespace has. */
export function namesByNamespace({ topics, groups }: ClusterSample): Record<'topics' | 'groups', Map<string, number>> {
  const count = (names: Iterable<string>) => {
    const counts = new Map<string, number>()
    for (const name of names) {
      const { namespace } = splitNamespace(name)
      if (namespace !== null) counts.set(namespace, (counts.get(namespace) ?? 0) + 1)
    }
    return counts
  }
  const own = [...topics.keys()].filter((name) => topicKind(name, new Set()) === 'NORMAL')
  return { topics: count(own), groups: count(groups.keys()) }
}

function countNames(sample: ClusterSample): MetricPoint[] {
  const counts = namesByNamespace(sample)
  return (['topics', 'groups'] as const).flatMap((metric) =>
    [...counts[metric]].map(([namespace, value]) => ({
      metric,
      scope: 'namespace' as const,
      brokerName: '',
      topicName: '',
      groupName: '',
      namespace,
      value,
    })),
  )
}

import { brokerExporter } from '#lib/clusters/exporter-url.ts'
import { MetricsSource } from '#lib/clusters/schema.ts'
import { type CatalogueMetric, catalogueEntry } from '#lib/monitoring/catalogue.ts'
import { isFromPrometheus } from '#lib/monitoring/prometheus/promql.ts'
import type { GroupSample } from '#lib/monitoring/sample.ts'
import { measuredValue } from './alarm-metrics.ts'
import type { ClusterFacts } from './cluster-facts.ts'
import type { AlarmObject } from './schema.ts'

/**
 * Whether a metric says nothing of an object at all, so that its missing number is not one that is not known: the lag of a group that
 * broadcasts or never consumed, and what only the metrics endpoint tells of a broker that has none switched on. An endpoint that is
 * on and does not answer leaves its numbers unknown.
 */
export function doesNotApply(facts: ClusterFacts, metric: CatalogueMetric, object: AlarmObject): boolean {
  const { level, brokerName, groupName } = object
  if (level === 'broker' && brokerName !== undefined) return isWithoutEndpoint(facts, metric, brokerName)
  if (level !== 'group' || groupName === undefined) return false
  const group = facts.groupOf(groupName)
  const measured = group && ofGroup[metric]?.(group)
  return measured !== undefined && measuredValue(measured).state === 'na'
}

function isWithoutEndpoint(facts: ClusterFacts, metric: CatalogueMetric, brokerName: string): boolean {
  const { exporter, admin } = catalogueEntry(metric)
  if (exporter.length === 0 || admin.length > 0) return false
  const source = MetricsSource.safeParse(facts.cluster.metricsSource).data
  if (!source || (source.kind === 'prometheus' && isFromPrometheus(metric, 'broker'))) return false
  const master = facts.nodes.find((node) => node.brokerName === brokerName && node.brokerId === 0)
  if (!master) return false
  const { address, announcedAddress, version } = master
  const target = brokerExporter(
    { address, announcedAddress, version, exporter: master.facts.config?.exporter ?? null },
    source,
  )
  return target.state !== 'ASK'
}

const ofGroup: Partial<Record<CatalogueMetric, (group: GroupSample) => GroupSample['lag'] | GroupSample['lagTimeMs']>> =
  {
    lag: (group) => group.lag,
    retryLag: (group) => group.retryLag,
    deadSubscriptionLag: (group) => group.deadSubscriptionLag,
    ready: (group) => group.ready,
    inflight: (group) => group.inflight,
    lagTimeMs: (group) => group.lagTimeMs,
    ackTps: (group) => group.ackTps,
  }

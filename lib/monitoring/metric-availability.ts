import type { MetricsSource } from '#lib/clusters/schema.ts'
import type { ClusterLimits } from '#lib/db/generated/client.ts'
import {
  boundKeys,
  type CatalogueEntry,
  type CatalogueMetric,
  type CatalogueScope,
  catalogueEntry,
  clientMetricKeys,
  exporterKeys,
  exporterOffKeys,
  type MetricSource,
  metricNames,
} from './catalogue.ts'
import { isFromPrometheus } from './prometheus/promql.ts'
import type { MetricAvailability } from './schema.ts'

interface Reading {
  /** The source that the cluster is registered with. */
  configured: MetricsSource['kind']
  /** What an administrator has said of the cluster; null: nothing. */
  limits?: ClusterLimits | null
  /** The metrics endpoint of a broker was read in the last round. */
  isExporterRead?: boolean
  /** A Prometheus has what clients send to a collector. */
  areClientsReporting?: boolean
}

/** Of a metric, and of those of its scopes that only the metrics endpoint tells. */
export interface Availabilities {
  availability: MetricAvailability
  byScope: Partial<Record<CatalogueScope, MetricAvailability>>
}

/**
 * From where a cluster has each metric now, or why not and what to set.
 *
 * @param sources of the metrics that are stored now, by `metric`, and by `metric scope`
 */
export function metricAvailability(
  sources: ReadonlyMap<string, MetricSource>,
  reading: Reading,
): ReadonlyMap<CatalogueMetric, Availabilities> {
  return new Map(
    metricNames.map((metric) => {
      const entry = catalogueEntry(metric)
      const byScope = entry.exporterOnly.map((scope) => {
        const source = sources.get(`${metric} ${scope}`) ?? null
        return [scope, availabilityOf({ metric, scope }, { ...entry, admin: [] }, source, reading)] as const
      })
      const availability = availabilityOf({ metric }, entry, sources.get(metric) ?? null, reading)
      return [metric, { availability, byScope: Object.fromEntries(byScope) }]
    }),
  )
}

function availabilityOf(
  { metric, scope }: { metric: CatalogueMetric; scope?: CatalogueScope },
  { exporter, clientMetrics, admin, isDerived }: CatalogueEntry,
  source: MetricSource | null,
  { configured, limits = null, isExporterRead = false, areClientsReporting = false }: Reading,
): MetricAvailability {
  const needsExporter = exporter.length > 0
  const keys = needsExporter ? (configured === 'none' ? exporterOffKeys : exporterKeys) : []
  if (
    configured === 'prometheus' &&
    isFromPrometheus(metric, scope) &&
    (clientMetrics.length === 0 || areClientsReporting)
  ) {
    return { source: 'prometheus', reason: null, keys: [] }
  }
  if (source !== null) return { source, reason: null, keys: source === 'admin' ? [...keys] : [] }
  const bounds = boundKeys[metric]
  if (bounds) {
    const isSet = bounds.some(({ key }) => limits?.[key as keyof ClusterLimits] != null) // named as the fields are
    return isSet ? { source, reason: 'NOT_SAMPLED', keys: [] } : { source, reason: 'NOT_SET', keys: [...bounds] }
  }
  if (clientMetrics.length > 0) return { source, reason: 'NOT_REPORTED', keys: [...clientMetricKeys] }
  // Admin requests tell it too, so it comes with the first sample; rates of counters come with the second reading.
  if (admin.length > 0 || (needsExporter && isExporterRead)) return { source, reason: 'NOT_SAMPLED', keys: [] }
  if (needsExporter && configured !== 'prometheus') return { source, reason: 'NO_EXPORTER', keys: [...keys] }
  return { source, reason: isDerived ? 'NOT_SAMPLED' : needsExporter ? 'NOT_REPORTED' : 'NOT_SAMPLED', keys: [] }
}

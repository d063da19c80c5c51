import type { MetricsSource } from '#lib/clusters/schema.ts'
import {
  type CatalogueMetric,
  catalogueEntry,
  clientMetricKeys,
  exporterKeys,
  exporterOffKeys,
  type MetricSource,
  metricNames,
} from './catalogue.ts'
import type { MetricAvailability } from './schema.ts'

/**
 * From where a cluster has each metric now, or why not and what to set.
 *
 * @param sources of the metrics that are stored now
 */
export function metricAvailability(
  sources: ReadonlyMap<string, MetricSource>,
  configured: MetricsSource['kind'],
): ReadonlyMap<CatalogueMetric, MetricAvailability> {
  return new Map(metricNames.map((metric) => [metric, availabilityOf(metric, sources.get(metric) ?? null, configured)]))
}

function availabilityOf(
  metric: CatalogueMetric,
  source: MetricSource | null,
  configured: MetricsSource['kind'],
): MetricAvailability {
  const { exporter, clientMetrics, isDerived } = catalogueEntry(metric)
  const needsExporter = exporter.length > 0
  const keys = needsExporter ? (configured === 'none' ? exporterOffKeys : exporterKeys) : []
  if (source !== null) return { source, reason: null, keys: source === 'admin' ? [...keys] : [] }
  if (clientMetrics.length > 0) return { source, reason: 'NOT_REPORTED', keys: [...clientMetricKeys] }
  if (needsExporter && configured !== 'prometheus') return { source, reason: 'NO_EXPORTER', keys: [...keys] }
  return { source, reason: isDerived ? 'NOT_SAMPLED' : needsExporter ? 'NOT_REPORTED' : 'NOT_SAMPLED', keys: [] }
}

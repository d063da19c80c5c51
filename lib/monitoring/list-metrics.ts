import { MetricsSource } from '#lib/clusters/schema.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { clusterNotFound, requirePermissionIn } from '#lib/users/require-permission.ts'
import { catalogueEntry, type MetricSource, metricNames } from './catalogue.ts'
import { metricAvailability } from './metric-availability.ts'
import { areClientsReporting } from './prometheus/are-clients-reporting.ts'
import { readCost } from './sampler-cost.ts'
import type { MetricCatalogue } from './schema.ts'
import { NO_SOURCE } from './store-metrics.ts'

/** The catalogue, with the source that each metric has in this cluster now. */
export async function listMetrics(ctx: Context, { clusterId }: { clusterId: string }): Promise<MetricCatalogue> {
  requirePermissionIn(ctx, 'monitoring:read', clusterId)
  const [cluster, stored] = await Promise.all([
    db().cluster.findUnique({ where: { clusterId, removedAt: null }, select: { metricsSource: true, limits: true } }),
    db().metricSource.findMany({
      where: { clusterId },
      orderBy: { at: 'desc' },
      distinct: ['metric', 'scope', 'brokerName'],
    }),
  ])
  if (!cluster) throw clusterNotFound(clusterId)
  const configured: MetricsSource = MetricsSource.safeParse(cluster.metricsSource).data ?? { kind: 'none' }
  const sources = new Map<string, MetricSource>()
  // Oldest first: of the scopes and brokers of a metric the newest word counts.
  for (const { metric, scope, source: written } of stored.reverse()) {
    if (written === NO_SOURCE) continue
    const source = written as MetricSource // written by storeSources
    sources.set(metric, source)
    sources.set(`${metric} ${scope}`, source)
  }
  const cost = await readCost(clusterId)
  const availability = metricAvailability(sources, {
    configured: configured.kind,
    limits: cluster.limits,
    isExporterRead: cost?.exporters.some(({ state }) => state === 'READ') ?? false,
    areClientsReporting: await areClientsReporting(configured, ctx.signal),
  })
  return {
    clusterId,
    items: metricNames.map((metric) => {
      const {
        unit,
        kind,
        scopes,
        exporter,
        clientMetrics,
        admin,
        isDerived,
        higherIsWorse,
        aggregates,
        join,
        splitBy,
      } = catalogueEntry(metric)
      return {
        metric,
        unit,
        kind,
        scopes: [...scopes],
        exporter: [...exporter],
        clientMetrics: [...clientMetrics],
        admin: [...admin],
        isDerived,
        higherIsWorse,
        aggregates: [...aggregates],
        join,
        splitBy,
        ...(availability.get(metric) ?? {
          availability: { source: null, reason: 'NOT_SAMPLED' as const, keys: [] },
          byScope: {},
        }),
      }
    }),
  }
}

import { MetricsSource } from '#lib/clusters/schema.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { clusterNotFound, requirePermission } from '#lib/users/require-permission.ts'
import { catalogueEntry, type MetricSource, metricNames } from './catalogue.ts'
import { metricAvailability } from './metric-availability.ts'
import type { MetricCatalogue } from './schema.ts'

/** The catalogue, with the source that each metric has in this cluster now. */
export async function listMetrics(ctx: Context, { clusterId }: { clusterId: string }): Promise<MetricCatalogue> {
  requirePermission(ctx, 'monitoring:read', clusterId)
  const [cluster, stored] = await Promise.all([
    db().cluster.findUnique({ where: { clusterId, removedAt: null }, select: { metricsSource: true } }),
    db().metricSeries.findMany({ where: { clusterId }, select: { metric: true }, distinct: ['metric'] }),
  ])
  if (!cluster) throw clusterNotFound(clusterId)
  const configured = MetricsSource.safeParse(cluster.metricsSource).data?.kind ?? 'none'
  const sources = new Map<string, MetricSource>(stored.map(({ metric }) => [metric, 'admin']))
  const availability = metricAvailability(sources, configured)
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
        availability: availability.get(metric) ?? { source: null, reason: 'NOT_SAMPLED' as const, keys: [] },
      }
    }),
  }
}

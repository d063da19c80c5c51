import { db } from '#lib/db/db.ts'
import type { MetricStore } from '#lib/db/generated/client.ts'
import { clusterNotFound } from '#lib/users/require-permission.ts'
import { catalogueEntry } from './catalogue.ts'
import { findStore } from './metric-store.ts'
import { PASS_METRIC, SILENT_METRIC } from './point.ts'
import type { MetricName, MetricObject, MetricScope } from './schema.ts'

export interface FoundSeries {
  seriesId: number
  labels: MetricObject
  deletedAt: Date | null
}

export interface Found {
  /** Null before the first sample. */
  store: MetricStore | null
  /** The series that marks each sampled minute; null before the first sample. */
  passId: number | null
  silent: { seriesId: number; brokerName: string; address: string }[]
  series: FoundSeries[]
  /** Objects that match the pattern. */
  matched: number
}

export interface Wanted {
  clusterId: string
  metric: MetricName
  scope: MetricScope
  objects?: readonly MetricObject[] | undefined
  /** Glob over the names of the scope; without objects and pattern: all. */
  pattern?: string | undefined
  /** What the actor sees of the scope; absent = all. Of what they do not see there is no series, and none is counted. */
  sees?: ((object: MetricObject) => boolean) | undefined
}

/** Series that one chart reads at most. */
export const MAX_MATCHED = 2_000

/** More than a cluster may have of one metric. */
const ALL_SERIES = 1_000_000

interface Row {
  series_id: number
  metric: string
  broker_name: string
  namespace: string
  topic_name: string
  group_name: string
  client_id: string
  part: string
  deleted_at: Date | null
}

/**
 * The series that a question is about. The one place where names become series, so also the one where a grant narrows by name.
 *
 * @throws AppError NOT_FOUND for a cluster that is not there
 */
export async function findSeries(wanted: Wanted, limit = MAX_MATCHED): Promise<Found> {
  const { clusterId, sees } = wanted
  const [cluster, store, marks, all] = await Promise.all([
    db().cluster.findUnique({ where: { clusterId, removedAt: null }, select: { clusterId: true } }),
    findStore(clusterId),
    db().metricSeries.findMany({ where: { clusterId, metric: { in: [PASS_METRIC, SILENT_METRIC] } } }),
    // What is seen of them must be known before they are cut.
    wanted.objects ? rowsOf(wanted, wanted.objects) : rowsLike(wanted, sees ? ALL_SERIES : limit),
  ])
  if (!cluster) throw clusterNotFound(clusterId)
  const seen = sees ? all.filter((row) => sees(labelsOf(row))) : all
  const rows = sees ? seen.slice(0, limit) : seen
  const series = rows.map((row) => ({ seriesId: row.series_id, labels: labelsOf(row), deletedAt: row.deleted_at }))
  return {
    store,
    passId: marks.find(({ metric }) => metric === PASS_METRIC)?.seriesId ?? null,
    silent: marks
      .filter(({ metric }) => metric === SILENT_METRIC)
      .map(({ seriesId, brokerName, part }) => ({ seriesId, brokerName, address: part })),
    series,
    matched: sees ? seen.length : (rows[0]?.matched ?? 0),
  }
}

/** In the order of the objects; of a metric that is split all parts, where none is named. */
async function rowsOf(
  { clusterId, metric, scope }: Wanted,
  objects: readonly MetricObject[],
): Promise<(Row & { matched: number })[]> {
  const column = (name: keyof MetricObject) => objects.map((object) => object[name] ?? '')
  const isSplit = catalogueEntry(metric).splitBy !== null
  return await db().$queryRaw<(Row & { matched: number })[]>`
    select series_id, metric, broker_name, namespace, topic_name, group_name, client_id, series.part, deleted_at, 0 as matched
    from metric_series as series
    join unnest(
      ${column('brokerName')}::text[], ${column('namespace')}::text[], ${column('topicName')}::text[],
      ${column('groupName')}::text[], ${column('clientId')}::text[], ${column('part')}::text[]
    ) with ordinality as asked(broker_name, namespace, topic_name, group_name, client_id, part, place)
      using (broker_name, namespace, topic_name, group_name, client_id)
    where cluster_id = ${clusterId} and metric = ${metric} and scope = ${scope}
      and (series.part = asked.part or (${isSplit} and asked.part = ''))
    order by place, series.part`
}

async function rowsLike(
  { clusterId, metric, scope, pattern = '*' }: Wanted,
  limit: number,
): Promise<(Row & { matched: number })[]> {
  return await db().$queryRaw<(Row & { matched: number })[]>`
    select series_id, metric, broker_name, namespace, topic_name, group_name, client_id, part, deleted_at,
      count(*) over ()::int as matched
    from metric_series
    where cluster_id = ${clusterId} and metric = ${metric} and scope = ${scope}
      and case scope when 'cluster' then '' when 'namespace' then namespace when 'broker' then broker_name
        when 'topic' then topic_name when 'group' then group_name when 'groupTopic' then topic_name || '/' || group_name
        else group_name || '/' || client_id end like ${likeOf(pattern)}
    order by series_id limit ${limit}::int`
}

/** `*` and `?` of a glob; everything else stands for itself. */
export const likeOf = (glob: string): string =>
  glob
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_')

const labelsOf = ({ broker_name, namespace, topic_name, group_name, client_id, part }: Row): MetricObject => ({
  ...(broker_name !== '' && { brokerName: broker_name }),
  ...(namespace !== '' && { namespace }),
  ...(topic_name !== '' && { topicName: topic_name }),
  ...(group_name !== '' && { groupName: group_name }),
  ...(client_id !== '' && { clientId: client_id }),
  ...(part !== '' && { part }),
})

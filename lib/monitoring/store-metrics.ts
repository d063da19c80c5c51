import { readHealthFacts } from '#lib/clusters/health-facts.ts'
import { db } from '#lib/db/db.ts'
import { log } from '#lib/log.ts'
import type { MetricSource } from './catalogue.ts'
import { fiveMinuteLevel, floorTo, HEARTBEAT_MS, hourLevel } from './metric-levels.ts'
import { makePartitions } from './metric-partitions.ts'
import { type BrokerNumbers, type MetricPoint, metricPoints, PASS_METRIC, SILENT_METRIC } from './metric-points.ts'
import { makeStore } from './metric-store.ts'
import type { ClusterSample } from './sample.ts'
import { sumNamespaces } from './sum-namespaces.ts'

const MINUTE_MS = 60_000
/** Series that one pass may have; what is beyond is not stored, and said so. */
export const MAX_SERIES = 250_000
const ROWS_PER_STATEMENT = 10_000
const scopes: readonly MetricPoint['scope'][] = [
  'cluster',
  'broker',
  'namespace',
  'topic',
  'group',
  'groupTopic',
  'client',
]

interface KnownSeries {
  seriesId: number
  names: SeriesNames
  /** Stored last; undefined: by another worker, or never. */
  value: number | null | undefined
  storedAt: number
  isDeleted: boolean
  /** Minute of the last pass that had it. */
  seenAt: number
}
type SeriesNames = Required<Omit<MetricPoint, 'value' | 'source'>>

interface Stored {
  storeNo: number
  minute: number
  series: Map<string, KnownSeries>
  /** Of the points of the last pass, in their order: the next pass has mostly the same. */
  order: (KnownSeries | undefined)[]
  /** Of metrics, and the minute of the last known value. */
  sources: Map<string, KnownSource>
}

interface KnownSource {
  metric: string
  scope: string
  brokerName: string
  source: string
  seenAt: number
}
type SourceNow = Omit<KnownSource, 'seenAt'> & { source: MetricSource }
/** A metric of which nothing is known for so long has no source any more. */
const SOURCE_LOST_MS = 10 * MINUTE_MS
export const NO_SOURCE = 'none'

/** What this worker has stored last, by cluster. */
const known = new Map<string, Stored>()

const namesOf = ({
  metric,
  scope,
  brokerName,
  topicName,
  groupName,
  namespace = '',
  clientId = '',
  part = '',
}: Omit<MetricPoint, 'value'>): SeriesNames => ({
  metric,
  scope,
  brokerName,
  topicName,
  groupName,
  namespace,
  clientId,
  part,
})

const keyOf = ({
  metric,
  scope,
  brokerName,
  topicName,
  groupName,
  namespace,
  clientId,
  part,
}: Omit<MetricPoint, 'value'>) =>
  `${metric} ${scope} ${brokerName} ${topicName} ${groupName} ${namespace ?? ''} ${clientId ?? ''} ${part ?? ''}`

/** Another worker has stored since: what was stored last is not known any more. */
export function forgetStored(clusterId: string): void {
  known.delete(clusterId)
}

/**
 * Stores one point per series and minute, where its value has changed or half an hour has passed. In between, a query takes the
 * last value for every minute in which the cluster was sampled at all.
 *
 * @returns how many series did not fit
 */
export async function storeMetrics(sample: ClusterSample): Promise<{ dropped: number }> {
  const { ofCluster, byBroker } = await readNumbers(sample.clusterId, sample.at)
  return await storePoints(sample, metricPoints(sample, ofCluster, byBroker))
}

/** Stores the points of one pass, and what follows from them: namespaces, who was silent, what is gone, from which source. */
export async function storePoints(
  sample: ClusterSample,
  measured: readonly MetricPoint[],
  maxSeries = MAX_SERIES,
): Promise<{ dropped: number }> {
  const { clusterId } = sample
  const minute = Math.floor(sample.at.getTime() / MINUTE_MS) * MINUTE_MS
  const stored = known.get(clusterId) ?? (await loadStored(clusterId))
  known.set(clusterId, stored)
  if (stored.minute === minute) return { dropped: 0 }
  const at = new Date(minute)
  await makePartitions(stored.storeNo, at)
  const points = [...measured, ...sumNamespaces(measured, sample), ...silentBrokers(sample)]
  const before = findKnown(points, stored)
  const dropped = await makeSeries(clusterId, points, before, stored.series, maxSeries)
  const order = dropped.made === 0 ? before : findKnown(points, stored)
  const due = duePoints(points, order, stored.series, minute)
  await insertRows(stored.storeNo, at, due)
  for (const { series, value } of due) {
    series.value = value
    series.storedAt = minute
  }
  await markDeleted(sample, stored.series)
  await storeSources(clusterId, at, points, stored.sources)
  await noteLate(clusterId, at, dropped.left)
  stored.order = order
  stored.minute = minute
  if (dropped.left > 0)
    log.warn({ clusterId, dropped: dropped.left, limit: maxSeries }, 'More series than are kept: some have no history')
  return { dropped: dropped.left }
}

interface DuePoint {
  series: KnownSeries
  value: number | null
}

/** The series of each point; undefined for one that has none yet. */
function findKnown(points: readonly MetricPoint[], { order, series }: Stored): (KnownSeries | undefined)[] {
  return points.map((point, place) => {
    const likely = order[place]
    // Making a key of a hundred thousand names takes longer than all the rest.
    return likely && isNamed(likely.names, point) ? likely : series.get(keyOf(point))
  })
}

const isNamed = (names: SeriesNames, point: MetricPoint) =>
  names.metric === point.metric &&
  names.scope === point.scope &&
  names.topicName === point.topicName &&
  names.groupName === point.groupName &&
  names.brokerName === point.brokerName &&
  names.namespace === (point.namespace ?? '') &&
  names.clientId === (point.clientId ?? '') &&
  names.part === (point.part ?? '')

function duePoints(
  points: readonly MetricPoint[],
  order: readonly (KnownSeries | undefined)[],
  series: ReadonlyMap<string, KnownSeries>,
  minute: number,
): DuePoint[] {
  const due: DuePoint[] = []
  for (const [place, point] of points.entries()) {
    const of = order[place]
    if (!of) continue
    of.seenAt = minute
    const value = point.value !== null && Number.isFinite(point.value) ? point.value : null
    const isDue = point.metric === PASS_METRIC || of.value !== value || isHeartbeat(of, minute)
    // Never measured: there is nothing yet to interrupt.
    if (isDue && !(value === null && of.value === undefined)) due.push({ series: of, value })
  }
  // What was measured and is not any more ends here: its last value must not be drawn on.
  for (const of of series.values()) {
    if (of.seenAt !== minute && of.value !== null && !of.isDeleted) due.push({ series: of, value: null })
  }
  return due
}

/** Every half hour, each series in a minute of its own: all at once they would make one pass in thirty a long one. */
function isHeartbeat({ seriesId, storedAt }: KnownSeries, minute: number): boolean {
  const age = minute - storedAt
  const isTurn = (minute / MINUTE_MS + seriesId) % (HEARTBEAT_MS / MINUTE_MS) === 0
  return age >= HEARTBEAT_MS || (isTurn && age >= HEARTBEAT_MS / 2)
}

async function insertRows(storeNo: number, at: Date, due: readonly DuePoint[]): Promise<void> {
  for (let start = 0; start < due.length; start += ROWS_PER_STATEMENT) {
    const rows = due.slice(start, start + ROWS_PER_STATEMENT)
    const ids = rows.map(({ series }) => series.seriesId)
    const values = rows.map(({ value }) => value)
    await db().$executeRaw`
      insert into metric_samples_1m (store_no, series_id, at, value)
      select ${storeNo}::int, id, ${at}, value from unnest(${ids}::int[], ${values}::float8[]) as rows(id, value)
      on conflict (store_no, series_id, at) do update set value = excluded.value`
  }
}

/** Brokers that did not answer: while one is silent, sums over brokers lack its share. */
const silentBrokers = ({ partial }: ClusterSample): MetricPoint[] =>
  partial.flatMap(({ address, brokerName }) =>
    brokerName === undefined
      ? []
      : [
          {
            metric: SILENT_METRIC,
            scope: 'broker' as const,
            brokerName,
            topicName: '',
            groupName: '',
            part: address,
            value: 1,
          },
        ],
  )

async function loadStored(clusterId: string): Promise<Stored> {
  const { storeNo } = await makeStore(clusterId)
  const sources = await db().metricSource.findMany({
    where: { clusterId },
    orderBy: { at: 'desc' },
    distinct: ['metric', 'scope', 'brokerName'],
  })
  return {
    storeNo,
    minute: 0,
    order: [],
    series: await loadSeries(clusterId),
    sources: new Map(
      sources.map(({ metric, scope, brokerName, source }) => [
        `${metric} ${scope} ${brokerName}`,
        { metric, scope, brokerName, source, seenAt: 0 },
      ]),
    ),
  }
}

async function loadSeries(clusterId: string): Promise<Map<string, KnownSeries>> {
  const rows = await db().metricSeries.findMany({ where: { clusterId } })
  return new Map(
    rows.map((row) => {
      const names = namesOf(row as Omit<MetricPoint, 'value'>) // written by makeSeries
      return [keyOf(names), newSeries(row.seriesId, names, row.deletedAt !== null)]
    }),
  )
}

const newSeries = (seriesId: number, names: SeriesNames, isDeleted: boolean): KnownSeries => ({
  seriesId,
  names,
  value: undefined,
  storedAt: 0,
  isDeleted,
  seenAt: 0,
})

/** @returns how many were made, and how many did not fit */
async function makeSeries(
  clusterId: string,
  points: readonly MetricPoint[],
  known: readonly (KnownSeries | undefined)[],
  series: Map<string, KnownSeries>,
  maxSeries: number,
): Promise<{ made: number; left: number }> {
  const measured = points.reduce((count, { value }) => count + Number(value !== null), 0)
  const missing = points.filter(({ value }, place) => value !== null && known[place] === undefined)
  // Of a cluster that has too many, the few that tell about all of it come first.
  missing.sort((a, b) => scopes.indexOf(a.scope) - scopes.indexOf(b.scope))
  const fitting = missing.slice(0, Math.max(0, maxSeries - (measured - missing.length)))
  for (let start = 0; start < fitting.length; start += ROWS_PER_STATEMENT) {
    const names = fitting.slice(start, start + ROWS_PER_STATEMENT).map(namesOf)
    const column = (name: keyof SeriesNames) => names.map((each) => each[name])
    const made = await db().$queryRaw<{ series_id: number; place: number }[]>`
      with asked as (
        select * from unnest(
          ${column('metric')}::text[], ${column('scope')}::text[], ${column('brokerName')}::text[], ${column('namespace')}::text[],
          ${column('topicName')}::text[], ${column('groupName')}::text[], ${column('clientId')}::text[], ${column('part')}::text[]
        ) with ordinality as names(metric, scope, broker_name, namespace, topic_name, group_name, client_id, part, place)
      ), made as (
        insert into metric_series (cluster_id, metric, scope, broker_name, namespace, topic_name, group_name, client_id, part)
        select ${clusterId}, metric, scope, broker_name, namespace, topic_name, group_name, client_id, part
        from asked order by place
        on conflict (cluster_id, metric, scope, topic_name, group_name, broker_name, namespace, client_id, part) do nothing
        returning *
      )
      select series_id, place::int from made
      join asked using (metric, scope, topic_name, group_name, broker_name, namespace, client_id, part)`
    if (made.length < names.length) {
      // Some are there already, made by another worker.
      for (const [key, each] of await loadSeries(clusterId)) if (!series.has(key)) series.set(key, each)
      continue
    }
    for (const { series_id, place } of made) {
      const of = names[place - 1]
      if (of) series.set(keyOf(of), newSeries(series_id, of, false))
    }
  }
  return { made: fitting.length, left: missing.length - fitting.length }
}

/** Topics and groups that no broker has any more, and those that are back. Not judged while a broker is silent: it may have them. */
async function markDeleted(
  { clusterId, at, topics, groups, partial }: ClusterSample,
  series: ReadonlyMap<string, KnownSeries>,
): Promise<void> {
  if (partial.length > 0) return
  const isGone = ({ topicName, groupName, scope }: SeriesNames) =>
    (scope === 'topic' || scope === 'group' || scope === 'groupTopic') &&
    ((topicName !== '' && !topics.has(topicName)) || (groupName !== '' && !groups.has(groupName)))
  const changed = [...series.values()].filter(({ names, isDeleted }) => isGone(names) !== isDeleted)
  for (const isDeleted of [true, false]) {
    const ids = changed.filter((each) => each.isDeleted !== isDeleted).map(({ seriesId }) => seriesId)
    if (ids.length === 0) continue
    await db().$executeRaw`
      update metric_series set deleted_at = ${isDeleted ? at : null}::timestamptz
      where cluster_id = ${clusterId} and series_id = any(${ids}::int[])`
  }
  for (const each of changed) each.isDeleted = !each.isDeleted
}

/** A row where the source of a metric is not the one it was, or there is none any more. Of brokers each has its own. */
async function storeSources(
  clusterId: string,
  at: Date,
  points: readonly MetricPoint[],
  sources: Map<string, KnownSource>,
): Promise<void> {
  const now = new Map<string, SourceNow>()
  // By metric and scope: no key is made for each of a hundred thousand points.
  const byMetric = new Map<string, Map<string, SourceNow>>()
  for (const { metric, scope, brokerName: of, value, source = 'admin' } of points) {
    if (value === null || metric === PASS_METRIC || metric === SILENT_METRIC) continue
    const brokerName = scope === 'broker' ? of : ''
    const byScope = byMetric.get(metric) ?? new Map<string, SourceNow>()
    byMetric.set(metric, byScope)
    const before = scope === 'broker' ? now.get(`${metric} ${scope} ${brokerName}`) : byScope.get(scope)
    if (before) {
      if (before.source !== source) before.source = 'mixed'
      continue
    }
    const row = { metric, scope, brokerName, source }
    byScope.set(scope, row)
    now.set(`${metric} ${scope} ${brokerName}`, row)
  }
  const minute = at.getTime()
  const changed: Omit<KnownSource, 'seenAt'>[] = []
  for (const [key, row] of now) {
    const known = sources.get(key)
    if (known?.source !== row.source) changed.push(row)
    sources.set(key, { ...row, seenAt: minute })
  }
  for (const known of sources.values()) {
    if (known.seenAt === 0) known.seenAt = minute
    if (known.source === NO_SOURCE || minute - known.seenAt < SOURCE_LOST_MS) continue
    known.source = NO_SOURCE
    const { metric, scope, brokerName, source } = known
    changed.push({ metric, scope, brokerName, source })
  }
  if (changed.length > 0)
    await db().metricSource.createMany({
      data: changed.map(({ metric, scope, brokerName, source }) => ({
        clusterId,
        at,
        metric,
        scope,
        brokerName,
        source,
      })),
      skipDuplicates: true,
    })
}

/**
 * The roll-up may have passed this minute already: it does it again then. The row is always written, so that this waits for a
 * roll-up that runs, and one that starts later sees the rows.
 */
async function noteLate(clusterId: string, at: Date, dropped: number): Promise<void> {
  const hour = floorTo(at, fiveMinuteLevel.rowSeconds)
  const day = floorTo(at, hourLevel.rowSeconds)
  await db().$executeRaw`
    update metric_stores set
      five_minute_until = case when five_minute_until > ${at} then ${hour}::timestamptz else five_minute_until end,
      hour_until = case when hour_until > ${at} then ${day}::timestamptz else hour_until end,
      dropped_series = ${dropped}::int
    where cluster_id = ${clusterId}`
}

/** Numbers of brokers and of the whole cluster come from the node check: charts and the fleet say the same. */
async function readNumbers(
  clusterId: string,
  now: Date,
): Promise<{ ofCluster: BrokerNumbers; byBroker: Map<string, BrokerNumbers> }> {
  const [health, nodes] = await Promise.all([
    db().clusterHealth.findUnique({ where: { clusterId } }),
    db().clusterNode.findMany({ where: { clusterId, kind: 'broker', brokerId: 0, isUp: true } }),
  ])
  const { inTps, outTps, diskUsedRatio, topics, groups } = readHealthFacts(health?.facts, now)
  const value = (measured: { value: number | null; state: string }) => (measured.state === 'ok' ? measured.value : null)
  const ofCluster = {
    inTps: value(inTps),
    outTps: value(outTps),
    diskUsedRatio: value(diskUsedRatio),
    topics: value(topics),
    groups: value(groups),
  }
  const byBroker = new Map<string, BrokerNumbers>()
  for (const { brokerName, facts } of nodes) {
    if (brokerName !== null) byBroker.set(brokerName, brokerNumbers(facts))
  }
  return { ofCluster, byBroker }
}

const brokerMetrics = ['inTps', 'outTps', 'diskUsedRatio', 'sendQueueWaitMs', 'pageCacheLockMs', 'haGapBytes'] as const

function brokerNumbers(facts: unknown): BrokerNumbers {
  const numbers: BrokerNumbers = {}
  for (const metric of brokerMetrics) {
    const value = facts !== null && typeof facts === 'object' ? (facts as Record<string, unknown>)[metric] : undefined // JSON of the node check
    const number = typeof value === 'string' ? Number(value) : value
    if (typeof number === 'number' && Number.isFinite(number)) numbers[metric] = number
  }
  return numbers
}

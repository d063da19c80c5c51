import { db } from '#lib/db/db.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { floorTo, type MetricLevel, metricLevels, minuteLevel } from './metric-levels.ts'
import { daysKept } from './metric-store.ts'

const DAY_MS = 24 * 3_600_000
/** Two workers must not make one partition at once. Any number that nothing else locks. */
const LOCK = 7_410_001

const dayOf = (at: Date) => at.toISOString().slice(0, 10)

/** Partitions that this process has seen. */
const made = new Set<string>()

/** Makes the partitions that samples of now and of the next day go to. */
export async function makePartitions(storeNo: number, now: Date): Promise<void> {
  await makePartition(minuteLevel, storeNo, now)
  await makePartition(minuteLevel, storeNo, new Date(now.getTime() + DAY_MS))
}

/** Makes the partition of one level that a time falls into. */
export async function makePartition(level: MetricLevel, storeNo: number, at: Date): Promise<void> {
  const days = level.partitionDays
  const start = floorTo(at, days * 86_400)
  const name = `${level.table}_${storeNo}_${dayOf(start).replaceAll('-', '')}`
  if (made.has(name)) return
  const end = new Date(start.getTime() + days * DAY_MS)
  // Names and bounds are made of digits of numbers and dates: nothing in them comes from outside.
  const bound = (day: Date) => `(${storeNo}, '${dayOf(day)}T00:00:00Z')`
  const sql = `create table if not exists ${name} partition of ${level.table} for values from ${bound(start)} to ${bound(end)}`
  await db().$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(${LOCK})`
    await tx.$executeRaw`${Prisma.raw(sql)}`
  })
  made.add(name)
}

export interface MetricPartition {
  name: string
  level: MetricLevel
  storeNo: number
  start: Date
  end: Date
  /** With its indexes; only of a cluster asked for. */
  bytes: number
  /** As the statistics of the database have it; null where there are none yet. */
  rows: number | null
}

/** The partitions there are, of one cluster or of all. */
export async function listPartitions(storeNo?: number): Promise<MetricPartition[]> {
  const isSized = storeNo !== undefined
  const rows = await db().$queryRaw<{ parent: string; name: string; bytes: number; rows: number | null }[]>`
    select parent.relname as parent, child.relname as name,
      case when ${isSized} then pg_total_relation_size(child.oid) else 0 end::float8 as bytes,
      case when ${isSized} and child.relpages > 0 and child.reltuples > 0
        then child.reltuples / child.relpages * pg_relation_size(child.oid) / current_setting('block_size')::int end::float8 as rows
    from pg_inherits
    join pg_class child on child.oid = inhrelid
    join pg_class parent on parent.oid = inhparent
    where parent.relname = any(${metricLevels.map(({ table }) => table)})
      and child.relname like ${`metric\\_samples\\___\\_${storeNo ?? '%'}\\_%`}`
  return rows.flatMap(({ parent, name, bytes, rows: counted }) => {
    const level = metricLevels.find(({ table }) => table === parent)
    const parts = /^metric_samples_.._(\d+)_(\d{4})(\d{2})(\d{2})$/.exec(name)
    if (!level || !parts) return []
    const start = new Date(`${parts[2]}-${parts[3]}-${parts[4]}T00:00:00Z`)
    return [
      {
        name,
        level,
        storeNo: Number(parts[1]),
        start,
        end: new Date(start.getTime() + level.partitionDays * DAY_MS),
        bytes,
        rows: counted,
      },
    ]
  })
}

/**
 * Drops partitions all of whose samples are older than their cluster keeps them, and those of clusters that are gone: whole
 * tables, never single rows. Then the series of which nothing is left.
 */
export async function dropOldPartitions(now: Date): Promise<void> {
  const stores = new Map((await db().metricStore.findMany()).map((store) => [store.storeNo, store]))
  for (const { name, level, storeNo, end } of await listPartitions()) {
    const store = stores.get(storeNo)
    if (store && end.getTime() > now.getTime() - daysKept(store, level) * DAY_MS) continue
    made.delete(name)
    await db().$executeRaw`${Prisma.raw(`drop table if exists ${name}`)}`
  }
  for (const { clusterId, storeNo, minuteDays } of stores.values()) {
    // One that is still measured has a sample of the last half hour.
    await db().$executeRaw`
      delete from metric_series where cluster_id = ${clusterId}
      and created_at < ${new Date(now.getTime() - minuteDays * DAY_MS)}
      and not exists (select 1 from metric_samples_1m s where s.store_no = ${storeNo}::int and s.series_id = metric_series.series_id)
      and not exists (select 1 from metric_samples_5m s where s.store_no = ${storeNo}::int and s.series_id = metric_series.series_id)
      and not exists (select 1 from metric_samples_1h s where s.store_no = ${storeNo}::int and s.series_id = metric_series.series_id)`
    // The last change before what is kept still says the source at its beginning.
    await db().$executeRaw`
      delete from metric_sources as old where cluster_id = ${clusterId} and exists (
        select 1 from metric_sources as newer
        where newer.cluster_id = old.cluster_id and newer.metric = old.metric and newer.scope = old.scope
          and newer.broker_name = old.broker_name and newer.at > old.at
          and newer.at < ${new Date(now.getTime() - (stores.get(storeNo)?.hourDays ?? 0) * DAY_MS)})`
  }
}

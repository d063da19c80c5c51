import { db } from '#lib/db/db.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { type MetricLevel, metricLevels } from './metric-levels.ts'
import { listPartitions, type MetricPartition } from './metric-partitions.ts'
import { PASS_METRIC } from './metric-points.ts'
import { daysKept, findStore } from './metric-store.ts'
import { MAX_SERIES } from './store-metrics.ts'

export interface StoreSize {
  /** What the numbers of this cluster take now, indexes included. */
  bytes: number
  /** Series there are, how many one pass may have, and how many of the last pass did not fit. */
  series: number
  maxSeries: number
  droppedSeries: number
  levels: {
    stepSeconds: number
    daysKept: number
    bytes: number
    /** Of one day at the pace of the last days; null while less than an hour is stored. */
    rowsPerDay: number | null
    bytesPerDay: number | null
    /** When it is full: what is kept of each day, for as long as it is kept, and a partition that is not all too old yet. */
    forecastBytes: number | null
  }[]
  bytesPerDay: number | null
  rowsPerDay: number | null
  forecastBytes: number | null
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** The pace of so many days counts. */
const RECENT_DAYS = 7

/** What the numbers of a cluster take in the database, a day of them, and what they will take. Null before the first sample. */
export async function readStoreSize(clusterId: string, now = new Date()): Promise<StoreSize | null> {
  const store = await findStore(clusterId)
  if (!store) return null
  const [partitions, series, pass] = await Promise.all([
    listPartitions(store.storeNo),
    db().metricSeries.count({ where: { clusterId } }),
    db().metricSeries.findFirst({ where: { clusterId, metric: PASS_METRIC }, select: { seriesId: true } }),
  ])
  const levels = await Promise.all(
    metricLevels.map(async (level) => {
      const own = partitions.filter((partition) => partition.level === level)
      const days = daysKept(store, level)
      const pace = pass && (await paceOf(store.storeNo, pass.seriesId, level, own, now))
      return {
        stepSeconds: level.seconds,
        daysKept: days,
        bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
        rowsPerDay: pace && Math.round(pace.rowsPerDay),
        bytesPerDay: pace && Math.round(pace.bytesPerDay),
        forecastBytes: pace && Math.round(pace.bytesPerDay * (days + level.partitionDays / 2)),
      }
    }),
  )
  const sum = (pick: (level: (typeof levels)[number]) => number | null) => {
    // Days of the coarse levels come later than their minutes.
    if (levels[0] === undefined || pick(levels[0]) === null) return null
    return levels.reduce((total, level) => total + (pick(level) ?? 0), 0)
  }
  return {
    bytes: levels.reduce((total, { bytes }) => total + bytes, 0),
    series,
    maxSeries: MAX_SERIES,
    droppedSeries: store.droppedSeries,
    levels,
    bytesPerDay: sum(({ bytesPerDay }) => bytesPerDay),
    rowsPerDay: sum(({ rowsPerDay }) => rowsPerDay),
    forecastBytes: sum(({ forecastBytes }) => forecastBytes),
  }
}

/** Rows and bytes of the recent partitions over the time that they hold. */
async function paceOf(
  storeNo: number,
  passId: number,
  level: MetricLevel,
  partitions: readonly MetricPartition[],
  now: Date,
): Promise<{ rowsPerDay: number; bytesPerDay: number } | null> {
  const since = now.getTime() - Math.max(RECENT_DAYS, level.partitionDays) * DAY_MS
  // Whole partitions, for their size cannot be cut; not those made ahead.
  const recent = partitions.filter(({ start, end }) => end.getTime() > since && start <= now)
  const [first] = recent.toSorted((a, b) => a.start.getTime() - b.start.getTime())
  if (!first) return null
  const table = Prisma.raw(level.table)
  const [held] = await db().$queryRaw<{ oldest: Date | null; newest: Date | null }[]>`
    select min(at) as oldest, max(at) as newest from ${table}
    where store_no = ${storeNo}::int and series_id = ${passId}::int and at >= ${first.start}`
  if (!held?.oldest || !held.newest) return null
  const heldMs = held.newest.getTime() + level.rowSeconds * 1000 - held.oldest.getTime()
  if (heldMs < HOUR_MS) return null
  let bytes = 0
  let rows = 0
  for (const partition of recent) {
    bytes += partition.bytes
    rows += partition.rows ?? (await countRows(partition.name))
  }
  return { rowsPerDay: (rows * DAY_MS) / heldMs, bytesPerDay: (bytes * DAY_MS) / heldMs }
}

/** A partition that the database has no statistics of is small or new. */
async function countRows(name: string): Promise<number> {
  // A name that `listPartitions` has checked.
  const [counted] = await db().$queryRaw<{ rows: number }[]>`select count(*)::float8 as rows from ${Prisma.raw(name)}`
  return counted?.rows ?? 0
}

import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { FULL_HOUR_EVERY, fiveMinuteLevel, floorTo, hourLevel, type MetricLevel, minuteLevel } from './metric-levels.ts'
import { makePartition } from './metric-partitions.ts'
import { PASS_METRIC } from './metric-points.ts'
import { findStore } from './metric-store.ts'

/** A pass is stored some seconds after its minute; one that is later than this makes its row be rolled up again. */
const SETTLE_MS = 2 * 60_000
/** Series of one statement: what it sorts stays in memory. */
const SERIES_PER_STATEMENT = 10_000

/**
 * Task of the worker: sums up the hours and days that have ended since. Each row is one transaction with the mark how far it has
 * come, so it goes on where it was when it is stopped, and a row that is made twice is the same.
 *
 * @returns rows of time that were rolled up
 */
export async function rollUp(
  ctx: Context,
  { clusterId, now }: { clusterId: string; now: Date },
): Promise<{ hours: number; days: number }> {
  requirePermission(ctx, 'monitoring:read', clusterId)
  const store = await findStore(clusterId)
  const pass = await db().metricSeries.findFirst({
    where: { clusterId, metric: PASS_METRIC },
    select: { seriesId: true },
  })
  if (!store || !pass) return { hours: 0, days: 0 }
  const { storeNo } = store
  const common = { clusterId, storeNo, passId: pass.seriesId, signal: ctx.signal }
  const hours = await rollUpLevel(common, fiveMinuteLevel, minuteLevel, new Date(now.getTime() - SETTLE_MS))
  // Days are made of hours that are complete.
  const days = await rollUpLevel(common, hourLevel, fiveMinuteLevel, hours.completeUntil)
  return { hours: hours.rows, days: days.rows }
}

interface Common {
  clusterId: string
  storeNo: number
  passId: number
  signal: AbortSignal
}

/** @returns rows made, and until when there is nothing more to make */
async function rollUpLevel(
  common: Common,
  level: MetricLevel,
  from: MetricLevel,
  ready: Date,
): Promise<{ rows: number; completeUntil: Date }> {
  const { clusterId, storeNo, passId, signal } = common
  let rows = 0
  for (;;) {
    signal.throwIfAborted()
    const store = await findStore(clusterId)
    if (!store) return { rows, completeUntil: new Date(0) }
    const until = level === fiveMinuteLevel ? store.fiveMinuteUntil : store.hourUntil
    const start = await nextRow(storeNo, passId, level, from, until)
    if (!start) return { rows, completeUntil: ready }
    if (start.getTime() + level.rowSeconds * 1000 > ready.getTime()) return { rows, completeUntil: start }
    await makePartition(level, storeNo, start)
    const isDone = await db().$transaction(
      async (tx) => {
        // A sample that comes late waits here, and then moves the mark back.
        const [row] = await tx.$queryRaw<{ five: Date | null; hour: Date | null }[]>`
          select five_minute_until as five, hour_until as hour from metric_stores where store_no = ${storeNo}::int for update`
        const mark = level === fiveMinuteLevel ? row?.five : row?.hour
        if (mark?.getTime() !== until?.getTime()) return false
        await rollUpRow(tx, common, level, start)
        const end = new Date(start.getTime() + level.rowSeconds * 1000)
        if (level === fiveMinuteLevel)
          await tx.$executeRaw`update metric_stores set five_minute_until = ${end} where store_no = ${storeNo}::int`
        else await tx.$executeRaw`update metric_stores set hour_until = ${end} where store_no = ${storeNo}::int`
        return true
      },
      { timeout: 10 * 60_000, maxWait: 30_000 },
    )
    if (isDone) rows += 1
  }
}

/** Begin of the next row that has a sampled minute: hours in which nothing was sampled are passed over. */
async function nextRow(
  storeNo: number,
  passId: number,
  level: MetricLevel,
  from: MetricLevel,
  until: Date | null,
): Promise<Date | null> {
  const since = until ?? new Date(0)
  const [row] =
    from === minuteLevel
      ? await db().$queryRaw<{ at: Date | null }[]>`
          select min(at) as at from metric_samples_1m
          where store_no = ${storeNo}::int and series_id = ${passId}::int and at >= ${since}`
      : await db().$queryRaw<{ at: Date | null }[]>`
          select min(at) as at from metric_samples_5m
          where store_no = ${storeNo}::int and series_id = ${passId}::int and at >= ${since}`
  return row?.at ? floorTo(row.at, level.rowSeconds) : null
}

async function rollUpRow(tx: Prisma.TransactionClient, common: Common, level: MetricLevel, start: Date): Promise<void> {
  const { clusterId, storeNo, passId } = common
  const again = await tx.$queryRaw<unknown[]>`
    select 1 from metric_samples_5m where store_no = ${storeNo}::int and series_id = ${passId}::int and at = ${start}`
  const isAgain = again.length > 0
  const [range] = await tx.$queryRaw<{ low: number | null; high: number | null }[]>`
    select min(series_id) as low, max(series_id) as high from metric_series where cluster_id = ${clusterId}`
  const high = range?.high ?? -1
  for (let low = range?.low ?? 0; low <= high; low += SERIES_PER_STATEMENT) {
    const part = { ...common, start, low, high: low + SERIES_PER_STATEMENT, isAgain }
    if (level === fiveMinuteLevel) await rollUpHour(tx, part)
    else await rollUpDay(tx, part)
  }
}

interface Part extends Common {
  start: Date
  low: number
  high: number
  /** It was rolled up before: what is flat now may have a row that says otherwise. */
  isAgain: boolean
}

/**
 * One hour of the series of a range, from its minutes. A value holds until the next one; it counts in the minutes in which the
 * cluster was sampled. A series to which nothing was stored is what it was: it has no row.
 */
async function rollUpHour(
  tx: Prisma.TransactionClient,
  { storeNo, passId, start, low, high, isAgain }: Part,
): Promise<void> {
  const end = new Date(start.getTime() + fiveMinuteLevel.rowSeconds * 1000)
  const heldSince = new Date(start.getTime() - minuteLevel.lookBackSeconds * 1000)
  const isFull = (start.getTime() / 3_600_000) % FULL_HOUR_EVERY === 0 || isAgain
  await tx.$executeRaw`
    with minutes as materialized (
      select minute as at, pass.at is not null as is_pass, floor(extract(epoch from minute - ${start}::timestamptz) / 300)::int as slot
      from generate_series(${start}::timestamptz, ${end}::timestamptz - interval '1 minute', interval '1 minute') as minute
      left join metric_samples_1m as pass
        on pass.store_no = ${storeNo}::int and pass.series_id = ${passId}::int and pass.at = minute
    ),
    passes as materialized (
      select count(*) filter (where is_pass)::int as n, min(at) filter (where is_pass) as first from minutes
    ),
    rows as materialized (
      select series_id, at, value from metric_samples_1m
      where store_no = ${storeNo}::int and series_id >= ${low}::int and series_id < ${high}::int and at >= ${start} and at < ${end}
    ),
    touched as (
      select series_id, count(*) as n, count(value) as known, min(value) as low, max(value) as high, min(at) as first
      from rows group by series_id
    ),
    judged as materialized (
      select touched.*, held.at is not null as is_held, held.value as held,
        coalesce(touched.known = touched.n and low = high and series_id <> ${passId}::int
          and case when held.at is null then touched.first = (select first from passes) else held.value = low end, false) as is_flat
      from touched left join lateral (
        select at, value from metric_samples_1m as before
        where before.store_no = ${storeNo}::int and before.series_id = touched.series_id
          and before.at < ${start} and before.at >= ${heldSince}
        order by at desc limit 1
      ) as held on true
    ),
    each_minute as (
      select judged.series_id, minutes.at, slot, is_pass, is_held, held, rows.value,
        count(rows.at) over (partition by judged.series_id order by minutes.at) as run
      from judged cross join minutes
      left join rows on rows.series_id = judged.series_id and rows.at = minutes.at
      where not is_flat
    ),
    filled as (
      select series_id, at, slot, is_pass,
        case when run = 0 then held else max(value) over (partition by series_id, run) end as value
      from each_minute
    ),
    slots as (
      select series_id, slot,
        sum(value) filter (where is_pass) as sum, min(value) filter (where is_pass) as min, max(value) filter (where is_pass) as max,
        (array_agg(value order by at desc) filter (where is_pass))[1] as last,
        (array_agg(value order by at desc))[1] as held,
        count(value) filter (where is_pass)::int as n
      from filled group by series_id, slot
    )
    insert into metric_samples_5m (store_no, series_id, at, sum, min, max, last, count, sums, mins, maxs, lasts, counts)
    select ${storeNo}::int, series_id, ${start}::timestamptz, low * n.n, low, low, low, n.n, null, null, null, null, null
    from judged cross join passes as n where is_flat and (not is_held or ${isFull})
    union all
    select ${storeNo}::int, series_id, ${start}::timestamptz, sum(sum), min(min), max(max),
      (array_agg(held order by slot desc))[1], sum(n),
      array_agg(sum order by slot), array_agg(min order by slot), array_agg(max order by slot), array_agg(last order by slot),
      array_agg(n order by slot)
    from slots group by series_id
    on conflict (store_no, series_id, at) do update set
      sum = excluded.sum, min = excluded.min, max = excluded.max, last = excluded.last, count = excluded.count,
      sums = excluded.sums, mins = excluded.mins, maxs = excluded.maxs, lasts = excluded.lasts, counts = excluded.counts`
}

/** One day of the series of a range, from its hours. An hour without a row is what was held, over the minutes it was sampled. */
async function rollUpDay(tx: Prisma.TransactionClient, { storeNo, passId, start, low, high }: Part): Promise<void> {
  const end = new Date(start.getTime() + hourLevel.rowSeconds * 1000)
  const heldSince = new Date(start.getTime() - fiveMinuteLevel.lookBackSeconds * 1000)
  await tx.$executeRaw`
    with hours as materialized (
      select hour as at, extract(epoch from hour - ${start}::timestamptz)::int / 3600 as slot, coalesce(pass.count, 0)::int as passes
      from generate_series(${start}::timestamptz, ${end}::timestamptz - interval '1 hour', interval '1 hour') as hour
      left join metric_samples_5m as pass
        on pass.store_no = ${storeNo}::int and pass.series_id = ${passId}::int and pass.at = hour
    ),
    rows as materialized (
      select series_id, at, sum, min, max, last, count from metric_samples_5m
      where store_no = ${storeNo}::int and series_id >= ${low}::int and series_id < ${high}::int and at >= ${start} and at < ${end}
    ),
    touched as (select distinct series_id from rows),
    judged as (
      select touched.series_id, held.last as held
      from touched left join lateral (
        select last from metric_samples_5m as before
        where before.store_no = ${storeNo}::int and before.series_id = touched.series_id
          and before.at < ${start} and before.at >= ${heldSince}
        order by at desc limit 1
      ) as held on true
    ),
    each_hour as (
      select judged.series_id, slot, passes, held, rows.at is not null as is_own, sum, min, max, last, count,
        count(rows.at) over (partition by judged.series_id order by slot) as run
      from judged cross join hours
      left join rows on rows.series_id = judged.series_id and rows.at = hours.at
    ),
    filled as (
      select series_id, slot, passes, is_own, sum, min, max, count,
        case when run = 0 then held else max(last) over (partition by series_id, run) end as last
      from each_hour
    ),
    slots as (
      select series_id, slot, last as held,
        case when is_own then sum when passes > 0 then last * passes end as sum,
        case when is_own then min when passes > 0 then last end as min,
        case when is_own then max when passes > 0 then last end as max,
        case when passes > 0 then last end as last,
        case when is_own then count when last is null then 0 else passes end::int as n
      from filled
    )
    insert into metric_samples_1h (store_no, series_id, at, sum, min, max, last, count, sums, mins, maxs, lasts, counts)
    select ${storeNo}::int, series_id, ${start}::timestamptz, sum(sum), min(min), max(max),
      (array_agg(held order by slot desc))[1], sum(n),
      array_agg(sum order by slot), array_agg(min order by slot), array_agg(max order by slot), array_agg(last order by slot),
      array_agg(n order by slot)
    from slots group by series_id
    on conflict (store_no, series_id, at) do update set
      sum = excluded.sum, min = excluded.min, max = excluded.max, last = excluded.last, count = excluded.count,
      sums = excluded.sums, mins = excluded.mins, maxs = excluded.maxs, lasts = excluded.lasts, counts = excluded.counts`
}

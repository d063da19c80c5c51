import { db } from '#lib/db/db.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { MetricAggregate } from './catalogue.ts'
import { type MinuteRow, noRows, type Plan, type SpanRow, type StoredRows } from './combine-cells.ts'
import { fiveMinuteLevel, hourLevel, minuteLevel } from './metric-levels.ts'

const seconds = (at: Date | null) => (at === null ? 0 : Math.floor(at.getTime() / 1000))

/**
 * Which level tells which part of a range: the coarsest whose numbers fit the step, and finer ones after it, up to now.
 *
 * @param marks how far the roll-ups have come
 */
export function planReading(
  { from, to, stepSeconds }: { from: number; to: number; stepSeconds: number },
  marks: { fiveMinuteUntil: Date | null; hourUntil: Date | null },
): Plan {
  const within = (until: number) => Math.min(Math.max(until, from), to)
  const isHours = stepSeconds % 3_600 === 0
  // A step of whole days begins with a day only when the range does.
  const isDays = stepSeconds % 86_400 === 0
  const daysUntil = isHours ? within(seconds(marks.hourUntil)) : from
  const hoursUntil = stepSeconds % 300 === 0 ? Math.max(within(seconds(marks.fiveMinuteUntil)), daysUntil) : from
  return {
    from,
    to,
    stepSeconds,
    daysUntil,
    hoursUntil,
    daySlot: isDays ? 86_400 : 3_600,
    hourSlot: isHours ? 3_600 : 300,
  }
}

interface Reading {
  storeNo: number
  ids: readonly number[]
  plan: Plan
  aggregate: MetricAggregate
  withMax: boolean
}

/** Everything stored of some series in a range, and what held when it began: one statement. */
export async function readRows({ storeNo, ids, plan, aggregate, withMax }: Reading): Promise<Map<number, StoredRows>> {
  const list = [...ids]
  const at = (second: number) => new Date(second * 1000)
  const { from, to, daysUntil, hoursUntil, daySlot, hourSlot } = plan
  const parts: Prisma.Sql[] = []
  // Arrays that the answer does not need are not sent; all of a row in which every slot stands for itself are.
  const needs = (which: MetricAggregate) => aggregate === which || (which === 'max' && withMax)
  const span = (isWhole: boolean) =>
    Prisma.raw(
      isWhole
        ? // The arrays say only whether the value was the same all the time.
          'extract(epoch from at)::int8, sum, min, max, last, count, case when counts is null then null else array[]::float8[] end, null, null, null, null'
        : `extract(epoch from at)::int8, sum, min, max, last, count, sums, ${needs('min') ? 'mins' : 'null'}, ${needs('max') ? 'maxs' : 'null'}, lasts, counts`,
    )
  if (daysUntil > from) {
    parts.push(Prisma.sql`
      select 'days' as level, series_id, json_agg(json_build_array(${span(daySlot === 86_400)}) order by at)::text as rows
      from metric_samples_1h
      where store_no = ${storeNo}::int and series_id = any(${list}::int[])
        and at >= ${at(from - hourLevel.lookBackSeconds)} and at < ${at(daysUntil)} group by series_id`)
  }
  if (hoursUntil > daysUntil) {
    parts.push(Prisma.sql`
      select 'hours' as level, series_id, json_agg(json_build_array(${span(hourSlot === 3_600)}) order by at)::text as rows
      from metric_samples_5m
      where store_no = ${storeNo}::int and series_id = any(${list}::int[])
        and at >= ${at(daysUntil - fiveMinuteLevel.lookBackSeconds)} and at < ${at(hoursUntil)} group by series_id`)
  }
  if (to > hoursUntil) {
    parts.push(Prisma.sql`
      select 'minutes' as level, series_id, json_agg(json_build_array(extract(epoch from at)::int8, value) order by at)::text as rows
      from metric_samples_1m
      where store_no = ${storeNo}::int and series_id = any(${list}::int[])
        and at >= ${at(hoursUntil - minuteLevel.lookBackSeconds)} and at < ${at(to)} group by series_id`)
  }
  const found = new Map<number, StoredRows>()
  if (parts.length === 0 || list.length === 0) return found
  const rows = await db().$queryRaw<{ level: 'days' | 'hours' | 'minutes'; series_id: number; rows: string }[]>(
    Prisma.join(parts, ' union all '),
  )
  for (const { level, series_id, rows: text } of rows) {
    const parsed: unknown = JSON.parse(text)
    const before = found.get(series_id) ?? noRows
    found.set(
      series_id,
      level === 'minutes'
        ? { ...before, minutes: parsed as MinuteRow[] } // as the statement builds them
        : { ...before, [level]: parsed as SpanRow[] },
    )
  }
  return found
}

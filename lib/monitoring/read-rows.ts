import { db } from '#lib/db/db.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { MetricAggregate } from './catalogue.ts'
import { noRows, type Plan, type SpanRow, type StoredRows } from './combine-cells.ts'
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
  // Arrays that the answer does not need are not sent, and of an hour or day that was sampled all the time no counts.
  const needs = (which: MetricAggregate) => (aggregate === which || (which === 'max' && withMax) ? `${which}s` : 'null')
  const span = (isWhole: boolean, minutes: number) =>
    Prisma.raw(
      isWhole
        ? // The array says only whether the value was the same all the time.
          `date_part('epoch', at), sum, min, max, last, count, case when counts is null then null else array[]::float8[] end, null, null, null, null`
        : `date_part('epoch', at), sum, min, max, last, count, sums, ${needs('min')}, ${needs('max')}, ${needs('last')}, case when count < ${minutes} then counts end`,
    )
  if (daysUntil > from) {
    parts.push(Prisma.sql`
      select 'days' as level, series_id, json_agg(json_build_array(${span(daySlot === 86_400, 1_440)}) order by at)::text as rows, null as values
      from metric_samples_1h
      where store_no = ${storeNo}::int and series_id = any(${list}::int[])
        and at >= ${at(from - hourLevel.lookBackSeconds)} and at < ${at(daysUntil)} group by series_id`)
  }
  if (hoursUntil > daysUntil) {
    parts.push(Prisma.sql`
      select 'hours' as level, series_id, json_agg(json_build_array(${span(hourSlot === 3_600, 60)}) order by at)::text as rows, null as values
      from metric_samples_5m
      where store_no = ${storeNo}::int and series_id = any(${list}::int[])
        and at >= ${at(daysUntil - fiveMinuteLevel.lookBackSeconds)} and at < ${at(hoursUntil)} group by series_id`)
  }
  const base = Math.floor((hoursUntil - minuteLevel.lookBackSeconds) / 60) * 60
  if (to > hoursUntil) {
    parts.push(Prisma.sql`
      select 'minutes' as level, series_id,
        array_to_json(array_agg(((date_part('epoch', at) - ${base}::float8) / 60)::int order by at))::text as rows,
        array_to_json(array_agg(value order by at))::text as values
      from metric_samples_1m
      where store_no = ${storeNo}::int and series_id = any(${list}::int[]) and at >= ${at(base)} and at < ${at(to)} group by series_id`)
  }
  const found = new Map<number, StoredRows>()
  if (parts.length === 0 || list.length === 0) return found
  const rows = await db().$queryRaw<
    { level: keyof StoredRows; series_id: number; rows: string; values: string | null }[]
  >(Prisma.join(parts, ' union all '))
  for (const { level, series_id, rows: text, values } of rows) {
    const before = found.get(series_id) ?? noRows
    // As the statement builds them.
    const parsed: unknown = JSON.parse(text)
    const read =
      level === 'minutes'
        ? { base, offsets: parsed as number[], values: JSON.parse(values ?? '[]') as (number | null)[] } // as above
        : (parsed as SpanRow[])
    found.set(series_id, { ...before, [level]: read })
  }
  return found
}

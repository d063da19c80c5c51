import { db } from '#lib/db/db.ts'
import { Prisma } from '#lib/db/generated/client.ts'

const DAY_MS = 24 * 3_600_000
/** How long samples of a minute are kept. */
export const KEPT_DAYS = 7
const PREFIX = 'metric_samples_1m_'
/** Two workers must not make one partition at once. Any number that nothing else locks. */
const LOCK = 7_410_001

const dayOf = (at: Date) => at.toISOString().slice(0, 10)
const nameOf = (day: string) => PREFIX + day.replaceAll('-', '')

/** Days whose partition this process has seen. */
const made = new Set<string>()

/** Makes the partitions that samples of now and of the next day go to. */
export async function makePartitions(now: Date): Promise<void> {
  const days = [now, new Date(now.getTime() + DAY_MS)].map(dayOf).filter((day) => !made.has(day))
  if (days.length === 0) return
  await db().$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(${LOCK})`
    for (const day of days) {
      const end = dayOf(new Date(Date.parse(day) + DAY_MS))
      // Names and bounds are made of digits of a date: nothing in them comes from outside.
      await tx.$executeRaw`${Prisma.raw(`create table if not exists ${nameOf(day)} partition of metric_samples_1m for values from ('${day}T00:00:00Z') to ('${end}T00:00:00Z')`)}`
    }
  })
  for (const day of days) made.add(day)
}

/** Drops whole days that are older than samples are kept, never single rows; then the series of which nothing is left. */
export async function dropOldPartitions(now: Date): Promise<void> {
  const oldest = nameOf(dayOf(new Date(now.getTime() - KEPT_DAYS * DAY_MS)))
  const rows = await db().$queryRaw<{ name: string }[]>`
    select child.relname as name from pg_inherits
    join pg_class child on child.oid = inhrelid
    join pg_class parent on parent.oid = inhparent
    where parent.relname = 'metric_samples_1m'`
  for (const { name } of rows) {
    if (!/^metric_samples_1m_\d{8}$/.test(name) || name >= oldest) continue
    await db().$executeRaw`${Prisma.raw(`drop table if exists ${name}`)}`
  }
  // One that is still measured has a sample of the last half hour.
  await db().$executeRaw`
    delete from metric_series where created_at < ${new Date(now.getTime() - KEPT_DAYS * DAY_MS)}
    and not exists (select 1 from metric_samples_1m as sample where sample.series_id = metric_series.series_id)`
}

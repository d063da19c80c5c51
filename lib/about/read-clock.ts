import { db } from '#lib/db/db.ts'
import type { About } from './schema.ts'

/** How far the clock of the database is from that of this process, taken at the middle of the round trip. */
export async function readClock(): Promise<About['clock']> {
  // The first query of a connection pays for opening it.
  await db().$queryRaw`select 1`
  const before = Date.now()
  const rows = await db().$queryRaw<{ now: Date }[]>`select clock_timestamp() as now`
  const roundTripMs = Date.now() - before
  const databaseAt = rows[0]?.now ?? new Date(Number.NaN)
  return { databaseAt, differenceMs: Math.round(databaseAt.getTime() - (before + roundTripMs / 2)), roundTripMs }
}

import { db } from '#lib/db/db.ts'
import type { About } from './schema.ts'

/** What was applied to the database. @param newest the last migration that this version knows, as `npm start` says it */
export async function readMigrations(newest: string | undefined): Promise<About['migrations']> {
  const rows = await db().$queryRaw<{ migration_name: string; finished_at: Date }[]>`
    select migration_name, finished_at from _prisma_migrations
    where finished_at is not null and rolled_back_at is null
    order by migration_name desc`
  return {
    applied: rows.map((row) => ({ name: row.migration_name, finishedAt: row.finished_at })),
    isCurrent: newest === undefined ? null : rows.some((row) => row.migration_name === newest),
  }
}

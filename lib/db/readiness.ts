import { db } from '#lib/db/db.ts'

export type Readiness = { status: 'ready' } | { status: 'not ready'; reason: string }

const answerWithinMs = 3000

/**
 * Does Postgres answer, with the schema of this version? `npm start` says in APOGEE_SCHEMA which migration is the newest that it
 * knows.
 */
export async function readiness(wanted = process.env.APOGEE_SCHEMA): Promise<Readiness> {
  try {
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('late')), answerWithinMs).unref())
    const applied = db().$queryRaw<{ migration_name: string }[]>`
      select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null`
    const names = (await Promise.race([applied, late])).map((row) => row.migration_name)
    const isMigrated = wanted === undefined ? names.length > 0 : names.includes(wanted)
    return isMigrated
      ? { status: 'ready' }
      : { status: 'not ready', reason: 'The database is not migrated to this version.' }
  } catch {
    // Whatever it is, the log of Postgres and the next request say more; a probe shows no internals.
    return { status: 'not ready', reason: 'Postgres does not answer.' }
  }
}

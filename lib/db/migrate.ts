import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { log } from '#lib/log.ts'

export interface Migration {
  name: string
  sql: string
  /** SHA-256 of the file in hex, as Prisma computes it. */
  checksum: string
}

interface AppliedRow {
  migration_name: string
  checksum: string
  finished_at: Date | null
  rolled_back_at: Date | null
}

export const migrationsDir = path.resolve(import.meta.dirname, '../../prisma/migrations')

/** The migrations of this version in the order of their names, which begin with a time. */
export function readMigrations(dir = migrationsDir): Migration[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const content = readFileSync(path.join(dir, name, 'migration.sql'))
      return { name, sql: content.toString(), checksum: createHash('sha256').update(content).digest('hex') }
    })
}

/**
 * Which migrations are still to apply.
 * @throws Error when an applied one was edited since, or failed half-way under another tool
 */
export function pendingMigrations(known: Migration[], applied: AppliedRow[]): Migration[] {
  const rowByName = new Map(
    applied.filter((row) => row.rolled_back_at === null).map((row) => [row.migration_name, row]),
  )
  for (const { name, checksum } of known) {
    const row = rowByName.get(name)
    if (row && row.finished_at === null)
      throw new Error(`Migration ${name} did not finish. Repair the database and see "prisma migrate resolve".`)
    if (row && row.checksum !== checksum)
      throw new Error(`Migration ${name} was changed after it was applied to this database. Restore its file.`)
  }
  return known.filter(({ name }) => !rowByName.has(name))
}

/** Prisma's own lock, so that `prisma migrate deploy` and a start of ours never run at once. */
const prismaMigrationLock = 72707369

/** Prisma's own table of what was applied: its tools find nothing to do and nothing edited after us. */
const bookkeeping = `create table if not exists _prisma_migrations (
  id varchar(36) primary key,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count int not null default 0
)`

/**
 * Brings a database to the schema of this version, each migration in a transaction of its own. Of several processes that start
 * at once one applies and the others wait for it. Names of newer migrations that this version does not know are logged and left
 * alone: rolling back to the version before must work.
 *
 * @returns names of the migrations applied by this call
 * @throws Error when one fails (nothing of it stays), or was edited after it was applied
 */
export async function migrate(url: string, dir = migrationsDir): Promise<string[]> {
  const known = readMigrations(dir)
  const client = new pg.Client({
    connectionString: url,
    application_name: 'apogee migrate',
    connectionTimeoutMillis: 10_000,
  })
  try {
    await client.connect()
  } catch (error) {
    const { host, port, database } = client
    const detail = error instanceof Error ? error.message : String(error)
    throw new Error(`Cannot open the database ${database} at ${host}:${port}: ${detail}. Check DATABASE_URL.`, {
      cause: error,
    })
  }
  try {
    await client.query('select pg_advisory_lock($1)', [prismaMigrationLock])
    await client.query(bookkeeping)
    const { rows } = await client.query<AppliedRow>('select * from _prisma_migrations')
    const pending = pendingMigrations(known, rows)
    const unknown = rows.filter((row) => !known.some(({ name }) => name === row.migration_name))
    if (unknown.length > 0)
      log.warn({ migrations: unknown.map((row) => row.migration_name) }, 'The database was migrated by a newer version')
    for (const migration of pending) await apply(client, migration)
    return pending.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query(
      `insert into _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       values ($1, $2, clock_timestamp(), $3, now(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${name} failed and was rolled back: ${error}`, { cause: error })
  }
}

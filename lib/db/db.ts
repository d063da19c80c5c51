import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from '#lib/db/generated/client.ts'
import { env } from '#lib/env.ts'

/** Connections of one process. Web and worker replicas share what the server allows (100 by default, 60 embedded). */
const maxConnections = 10

interface Database {
  client: PrismaClient
  pool: pg.Pool
}

/** On the global object, for `next dev` loads this module anew after each change and the old pool would stay open. */
const holder = globalThis as typeof globalThis & { apogeeDatabase?: Database }

/** Points this process at a database. Only needed where it is not the one of `DATABASE_URL`, as in tests. */
export function connectDb(url: string): void {
  // `statement_timeout` is a net under forgotten deadlines; no statement of ours runs near it.
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    // Also how long a query waits for its turn: a busy minute must cost time, not answers.
    connectionTimeoutMillis: 20_000,
    statement_timeout: 60_000,
    application_name: 'apogee',
  })
  // An idle connection that the server drops must not end the process; the next query opens another.
  pool.on('error', () => {})
  holder.apogeeDatabase = {
    client: new PrismaClient({ adapter: new PrismaPg(pool), omit: { auditEvent: { searchText: true } } }),
    pool,
  }
}

function current(): Database {
  if (!holder.apogeeDatabase) {
    const { DATABASE_URL } = env()
    if (!DATABASE_URL) throw new Error('DATABASE_URL is not set; `npm start` sets it for the processes that it starts.')
    connectDb(DATABASE_URL)
  }
  return holder.apogeeDatabase as Database // set by the line above
}

/** The Prisma client of this process, made at the first call from `DATABASE_URL`. */
export function db(): PrismaClient {
  return current().client
}

/** Connections of the pool, for the metrics. */
export function dbPool(): { open: number; idle: number; waiting: number; max: number } {
  const { pool } = current()
  return { open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount, max: maxConnections }
}

/** Closes all connections; the last thing a process does. */
export async function disconnectDb(): Promise<void> {
  const database = holder.apogeeDatabase
  holder.apogeeDatabase = undefined
  await database?.client.$disconnect()
  if (database && !database.pool.ended) await database.pool.end()
}

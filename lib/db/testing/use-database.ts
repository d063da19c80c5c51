import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { connectDb, disconnectDb } from '#lib/db/db.ts'

async function onServer(sql: string): Promise<void> {
  const url = new URL(inject('postgresUrl'))
  url.pathname = '/postgres'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/**
 * A database of its own, migrated unless `isEmpty`.
 * @returns its URL, and how to drop it
 */
export async function createTestDatabase({
  isEmpty = false,
} = {}): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(`create database ${name} template ${isEmpty ? 'template0' : 'apogee'}`)
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${name}`
  return { url: url.href, drop: () => onServer(`drop database ${name} with (force)`) }
}

/**
 * Gives the tests of this file a migrated database of their own: `db()` is bound to it, and so is `DATABASE_URL` for processes
 * that a test starts. Call it once at the top of a `.db.test.ts`.
 */
export function useDatabase(): void {
  let drop: (() => Promise<void>) | undefined
  process.env.APOGEE_SECRET ??= 'only-for-tests-only-for-tests-only-for-tests'
  process.env.APOGEE_LOG_LEVEL ??= 'silent'
  beforeAll(async () => {
    const database = await createTestDatabase()
    drop = database.drop
    process.env.DATABASE_URL = database.url
    connectDb(database.url)
  })
  afterAll(async () => {
    await disconnectDb()
    await drop?.()
  })
}

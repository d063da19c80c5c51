import { expect, test } from 'vitest'
import { connectDb, db, disconnectDb } from '#lib/db/db.ts'
import { readMigrations } from '#lib/db/migrate.ts'
import { readiness } from '#lib/db/readiness.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'

useDatabase()

test('is ready when the newest migration it knows is applied', async () => {
  expect(await readiness(readMigrations().at(-1)?.name)).toEqual({ status: 'ready' })
  expect(await readiness(undefined)).toEqual({ status: 'ready' })
})

test('is not ready on a database of an older version', async () => {
  expect(await readiness('99990101000000_of_a_newer_version')).toMatchObject({ status: 'not ready' })
  await db().$executeRaw`update _prisma_migrations set finished_at = null`
  expect(await readiness(undefined)).toMatchObject({ status: 'not ready' })
})

test('is not ready when Postgres does not answer', async () => {
  await disconnectDb()
  connectDb('postgresql://nobody@127.0.0.1:1/none')
  expect(await readiness(undefined)).toEqual({ status: 'not ready', reason: 'Postgres does not answer.' })
})

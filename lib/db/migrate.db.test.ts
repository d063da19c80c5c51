import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate, migrationsDir, readMigrations } from '#lib/db/migrate.ts'
import { diffToSchema } from '#lib/db/testing/schema-diff.ts'
import { createTestDatabase } from '#lib/db/testing/use-database.ts'

process.env.APOGEE_LOG_LEVEL = 'silent'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let dir: string
let client: pg.Client

beforeEach(async () => {
  database = await createTestDatabase({ isEmpty: true })
  dir = mkdtempSync(path.join(tmpdir(), 'apogee-migrations-'))
  cpSync(migrationsDir, dir, { recursive: true })
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})

afterEach(async () => {
  await client.end()
  await database.drop()
  rmSync(dir, { recursive: true })
})

const names = () => readMigrations(dir).map(({ name }) => name)
const last = () => names().at(-1) ?? ''

test('applies every migration once, in order, and leads to the schema without drift', async () => {
  expect(await migrate(database.url, dir)).toEqual(names())
  expect(await migrate(database.url, dir)).toEqual([])
  expect(await diffToSchema(database.url)).toBe('')
  await client.query('alter table settings add column stray text')
  expect(await diffToSchema(database.url)).toContain('DROP COLUMN "stray"')
})

test('of two starts at once one applies and the other waits for it', async () => {
  const results = await Promise.all([migrate(database.url, dir), migrate(database.url, dir)])
  expect(results.map((applied) => applied.length).sort()).toEqual([0, names().length])
  const { rows } = await client.query('select migration_name from _prisma_migrations order by 1')
  expect(rows.map((row) => row.migration_name)).toEqual(names())
})

test('refuses a migration that was edited after it was applied', async () => {
  await migrate(database.url, dir)
  appendFileSync(path.join(dir, last(), 'migration.sql'), '\n-- harmless, but no longer what ran here\n')
  await expect(migrate(database.url, dir)).rejects.toThrow(`Migration ${last()} was changed after it was applied`)
})

test('leaves nothing of a migration that fails', async () => {
  await migrate(database.url, dir)
  const broken = path.join(dir, '99990101000000_broken')
  cpSync(path.join(dir, last()), broken, { recursive: true })
  writeFileSync(path.join(broken, 'migration.sql'), 'create table half (id int); select no_such_function();')
  await expect(migrate(database.url, dir)).rejects.toThrow('99990101000000_broken failed and was rolled back')
  const { rows } = await client.query("select to_regclass('half') as half")
  expect(rows[0].half).toBeNull()
  writeFileSync(path.join(broken, 'migration.sql'), 'create table half (id int);')
  expect(await migrate(database.url, dir)).toEqual(['99990101000000_broken'])
})

test('starts on a database that a newer version migrated', async () => {
  await migrate(database.url, dir)
  rmSync(path.join(dir, last()), { recursive: true })
  expect(await migrate(database.url, dir)).toEqual([])
})

test('refuses to go on after a migration that another tool left unfinished', async () => {
  await migrate(database.url, dir)
  await client.query('update _prisma_migrations set finished_at = null where migration_name = $1', [last()])
  await expect(migrate(database.url, dir)).rejects.toThrow('did not finish')
})

test.each(['audit_events', 'audit_outcomes'])('%s can be neither changed nor emptied', async (table) => {
  await migrate(database.url, dir)
  await client.query(
    `insert into audit_events (audit_id, actor_kind, actor_id, actor_name, action, target_kind, target_name, request, request_id)
     values ('a', 'user', 'u', 'ann', 'topic.create', 'topic', 'orders', '{}', 'r')`,
  )
  await client.query(`insert into audit_outcomes (audit_id, duration_ms, outcome) values ('a', 1, 'SUCCESS')`)
  for (const statement of [`update ${table} set audit_id = 'x'`, `delete from ${table}`, `truncate ${table} cascade`])
    await expect(client.query(statement)).rejects.toThrow('are never changed or removed')
})

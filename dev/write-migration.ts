import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '#lib/db/embedded-postgres.ts'
import { migrate, migrationsDir } from '#lib/db/migrate.ts'
import { diffToSchema } from '#lib/db/testing/schema-diff.ts'

/**
 * `npm run migration -- add_alarm_deliveries`: writes what leads from the migrations there are to `prisma/schema`. With `--empty`
 * it makes an empty one, for SQL that the schema language cannot say.
 */
async function writeMigration(name: string, isEmpty: boolean): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'apogee-migration-'))
  const server = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' } })
  try {
    await migrate(server.url)
    const sql = isEmpty ? '-- Say why this is not in the schema.\n' : await diffToSchema(server.url)
    if (sql === '') {
      console.log('The migrations already lead to prisma/schema: nothing written.')
      return
    }
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
    const dir = path.join(migrationsDir, `${stamp}_${name}`)
    mkdirSync(dir, { recursive: true })
    writeFileSync(path.join(dir, 'migration.sql'), sql)
    console.log(
      `${path.relative('.', dir)}/migration.sql written. Read it: a rename looks like a drop and an add to the engine.`,
    )
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const [name = '', option] = process.argv.slice(2)
if (/^[a-z][a-z0-9_]+$/.test(name)) await writeMigration(name, option === '--empty')
else {
  console.error('Usage: npm run migration -- what_it_does [--empty]')
  process.exitCode = 1
}

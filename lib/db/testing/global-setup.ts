import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '#lib/db/embedded-postgres.ts'
import { isAlive } from '#lib/db/file-lock.ts'
import { migrate } from '#lib/db/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Server of this test run; its database `apogee` is migrated and serves as the template of all others. */
    postgresUrl: string
  }
}

const prefix = 'apogee-test-postgres-'

/** A run that was killed leaves its server running: the next run stops it. Each folder is `<process number>-<vitest project>`. */
async function removeLeftOvers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue
    const dataDir = path.join(tmpdir(), name)
    await startEmbeddedPostgres({ dataDir })
      .then((server) => server.stop())
      .catch(() => {}) // too broken to start is stopped enough
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** One Postgres for all `.db.test.ts` files of a run, with what protects from a power cut switched off. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftOvers()
  const dataDir = path.join(tmpdir(), `${prefix}${process.pid}-${project.name}`)
  mkdirSync(dataDir, { recursive: true })
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '100' }
  const server = await startEmbeddedPostgres({ dataDir, settings })
  await migrate(server.url)
  project.provide('postgresUrl', server.url)
  return async () => {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

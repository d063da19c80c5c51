import { env } from '#lib/env.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { describeEnvironment, isGiven } from './describe-environment.ts'
import { readClock } from './read-clock.ts'
import { readCommit } from './read-commit.ts'
import { readDatabaseSize } from './read-database-size.ts'
import { readDependencies } from './read-dependencies.ts'
import { readMigrations } from './read-migrations.ts'
import { readWorkers } from './read-workers.ts'
import type { About } from './schema.ts'

/** What runs here: asks Postgres and this process, never a broker. No secret is in it. */
export async function getAbout(ctx: Context): Promise<About> {
  requirePermission(ctx, 'about:read')
  const now = new Date()
  const [database, clock, migrations, workers] = await Promise.all([
    readDatabaseSize(),
    readClock(),
    readMigrations(process.env.APOGEE_SCHEMA),
    readWorkers(now),
  ])
  const commit = readCommit()
  return {
    // Written into the bundle when it is built.
    version: process.env.NEXT_PUBLIC_APOGEE_VERSION ?? 'unknown',
    ...(commit && { commit }),
    license: 'Apache-2.0',
    dependencies: readDependencies(),
    startedAt: new Date(now.getTime() - process.uptime() * 1000),
    nodeVersion: process.versions.node,
    database: { ...database, isEmbedded: !isGiven('DATABASE_URL', process.env) },
    clock,
    migrations,
    workers,
    isWorkerMissing: !workers.some(({ isAlive }) => isAlive),
    environment: describeEnvironment(env(), process.env),
  }
}

import path from 'node:path'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#lib/db/embedded-postgres.ts'
import { migrate, readMigrations } from '#lib/db/migrate.ts'
import { env, InvalidEnvError, rootSecrets } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { ensureBuild } from '#lib/start/ensure-build.ts'
import { publicUrlWarning } from '#lib/start/public-url-warning.ts'
import { requireFreePort } from '#lib/start/require-free-port.ts'
import { type Supervised, supervise } from '#lib/start/supervise.ts'

/**
 * `npm start`: the database, the schema, the pages, then web and worker as processes of their own until SIGINT or SIGTERM.
 * `--dev` compiles pages as they are asked for. Tells a parent process `{ pids }` as they change and `{ ready: true }` once.
 */
async function start(isDev: boolean): Promise<void> {
  const { APOGEE_ROLE: role, APOGEE_URL: url, basePath, HOST, PORT, APOGEE_DATA_DIR } = env()
  const { current, previous } = rootSecrets()
  const pids: Record<string, number> = {}
  const tellPid = (name: string) => (pid: number) => {
    pids[name] = pid
    if (process.connected) process.send?.({ pids })
  }
  let postgres: EmbeddedPostgres | undefined
  const children: Supervised[] = []
  const stopping = new AbortController()
  const stop = async (status: number) => {
    if (stopping.signal.aborted) return
    stopping.abort()
    await Promise.all(children.map((child) => child.stop()))
    await postgres?.stop()
    process.exit(status)
  }
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, () => void stop(0))

  try {
    const warning = publicUrlWarning(HOST, url)
    if (warning) log.warn({ url }, warning)
    if (role !== 'worker') await requireFreePort(PORT, HOST)
    if (!env().DATABASE_URL) {
      postgres = await startEmbeddedPostgres({ dataDir: APOGEE_DATA_DIR })
      tellPid('postgres')(postgres.pid)
    }
    const databaseUrl = postgres?.url ?? env().DATABASE_URL ?? ''
    const applied = await migrate(databaseUrl)
    if (applied.length > 0) log.info({ migrations: applied }, 'The database has the schema of this version')
    if (role !== 'worker' && !isDev && !process.env.APOGEE_SKIP_BUILD)
      await ensureBuild(url, basePath, (line) => console.error(line), stopping.signal)

    const shared: NodeJS.ProcessEnv = {
      ...process.env,
      DATABASE_URL: databaseUrl,
      APOGEE_SECRET: [current, ...previous].join(','),
      APOGEE_URL: url,
      APOGEE_SCHEMA: readMigrations().at(-1)?.name,
      // Beside what follows from them, for About: which variables somebody has set.
      APOGEE_GIVEN: Object.keys(process.env).join(','),
      NODE_ENV: isDev ? 'development' : 'production',
      NEXT_TELEMETRY_DISABLED: '1',
    }
    const run = async (name: 'web' | 'worker', args: string[] = []) => {
      if (stopping.signal.aborted) return
      const script = path.join(import.meta.dirname, name, 'main.ts')
      const options = { name, script, args, env: { ...shared, APOGEE_PROCESS: name }, onStart: tellPid(name) }
      children.push(await supervise(options))
    }
    await Promise.all([role !== 'worker' && run('web', isDev ? ['--dev'] : []), role !== 'web' && run('worker')])
    if (stopping.signal.aborted) return
    if (process.connected) process.send?.({ ready: true, pids })
    console.log(role === 'worker' ? 'The Apogee worker is running' : `Apogee answers at ${url}`)
  } catch (error) {
    if (!stopping.signal.aborted) console.error(error instanceof Error ? error.message : error)
    await stop(1)
  }
}

try {
  await start(process.argv.includes('--dev'))
} catch (error) {
  if (!(error instanceof InvalidEnvError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

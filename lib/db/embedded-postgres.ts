import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { isAlive, withFileLock } from '#lib/db/file-lock.ts'
import { type PostgresRunner, postgresRunner } from '#lib/db/postgres-runner.ts'

export interface EmbeddedPostgres {
  /** With user and password, database `apogee`. */
  url: string
  pid: number
  /** Stops the server unless another process of ours still uses it; done when it is down. */
  stop(): Promise<void>
}

interface Options {
  dataDir: string
  /** More `-c` settings; the tests switch off what protects from a power cut. */
  settings?: Record<string, string>
}

const user = 'apogee'

/**
 * The embedded database: started from the installed binaries, or found running after its parent was killed.
 *
 * Listens on a free loopback port with a generated password. Several processes may use one data directory: the first starts the
 * server, the last one to `stop` ends it. It is a process group of its own, so Ctrl-C reaches it only through us, after web and
 * worker have ended.
 *
 * @throws Error when there are no binaries, or with the end of the server's log when it does not come up
 */
export async function startEmbeddedPostgres({ dataDir, settings = {} }: Options): Promise<EmbeddedPostgres> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  return withFileLock(path.join(dataDir, 'postgres.lock'), async () => {
    const runner = postgresRunner(dataDir)
    const passwordFile = path.join(dataDir, 'postgres.password')
    if (!existsSync(passwordFile)) writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
    const password = readFileSync(passwordFile, 'utf8')
    if (!existsSync(path.join(runner.clusterDir, completeMark))) await initialise(runner, passwordFile)
    const running =
      (await findRunning(runner.clusterDir, password)) ?? (await start(runner, dataDir, password, settings))
    await createDatabase(running.port, password)
    markUser(dataDir)
    return { url: urlOf(running.port, password), pid: running.pid, stop: () => stop(dataDir, running.pid) }
  })
}

interface Running {
  pid: number
  port: number
}

const urlOf = (port: number, password: string, database = 'apogee') =>
  `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`

/** Ours, in the database's folder. Postgres has no such mark: initdb writes PG_VERSION long before it is through. */
const completeMark = 'apogee.complete'

async function initialise(runner: PostgresRunner, passwordFile: string): Promise<void> {
  // What an initdb left that was killed: the next one refuses a folder that is not empty.
  for (const name of readdirSync(runner.clusterDir)) rmSync(path.join(runner.clusterDir, name), { recursive: true })
  runner.own(passwordFile)
  // Handed over open: the user that Postgres runs as may not be able to reach the folder of the file.
  const password = openSync(passwordFile, 'r')
  const args = [
    '-D',
    runner.clusterDir,
    '-U',
    user,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--pwfile=/dev/stdin',
  ]
  const child = runner.spawn('initdb', args, { stdio: [password, 'pipe', 'pipe'] })
  closeSync(password)
  const output: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk))
  const [code] = await once(child, 'close')
  if (code !== 0)
    throw new Error(
      `initdb could not make a database in ${runner.clusterDir}: ${Buffer.concat(output).toString().trim()}`,
    )
  writeFileSync(path.join(runner.clusterDir, completeMark), '')
}

/** `postmaster.pid`: line 1 the process, line 4 the port, line 8 `ready` when it takes connections. */
function readPostmasterFile(clusterDir: string): Running | null {
  try {
    const lines = readFileSync(path.join(clusterDir, 'postmaster.pid'), 'utf8').split('\n')
    const [pid, port] = [Number(lines[0]), Number(lines[3])]
    return pid > 0 && port > 0 ? { pid, port } : null
  } catch {
    return null
  }
}

/** After a reboot or in a new container the number may belong to any other process. */
function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false
  if (!existsSync('/proc/self/comm')) return true
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres'
  } catch {
    return false
  }
}

async function answers(port: number, password: string): Promise<'yes' | 'starting' | 'no'> {
  const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres'), connectionTimeoutMillis: 5000 })
  client.on('error', () => {}) // a server that goes away while we look; `connect` rejects or the query does
  try {
    await client.connect()
    return 'yes'
  } catch (error) {
    return (error as { code?: string }).code === '57P03' ? 'starting' : 'no' // pg puts the SQLSTATE there: cannot_connect_now
  } finally {
    await client.end().catch(() => {})
  }
}

/** A server of this folder that still runs: its parent was killed, or another process of ours started it. */
async function findRunning(clusterDir: string, password: string): Promise<Running | null> {
  const found = readPostmasterFile(clusterDir)
  if (!found) return null
  if (!isPostgres(found.pid)) {
    // Postgres itself would refuse to start while any process has that number.
    rmSync(path.join(clusterDir, 'postmaster.pid'), { force: true })
    return null
  }
  // It may be on its way up (recovery) or on its way down.
  for (let tries = 0; tries < 100 && isPostgres(found.pid); tries++) {
    if ((await answers(found.port, password)) === 'yes') return found
    await delay(100)
  }
  return null
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No free loopback port')
  return address.port
}

/** Starts the server and waits until it answers: at once, or after recovery from a crash, for as long as that goes on. */
async function start(
  runner: PostgresRunner,
  dataDir: string,
  password: string,
  settings: Record<string, string>,
): Promise<Running> {
  const logFile = path.join(dataDir, 'postgres.log')
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '60', ...settings }
  const giveUpAt = Date.now() + 5000
  for (;;) {
    const port = await freePort()
    const args = ['-D', runner.clusterDir, '-p', String(port)]
    for (const [name, value] of Object.entries(all)) args.push('-c', `${name}=${value}`)
    const log = openSync(logFile, 'w', 0o600)
    const child = runner.spawn('postgres', args, { stdio: ['ignore', log, log], detached: true })
    closeSync(log)
    let hasEnded = false
    child.on('error', () => {
      hasEnded = true
    })
    child.on('exit', () => {
      hasEnded = true
    })
    child.unref()
    while (!hasEnded) {
      if (child.pid !== undefined && (await answers(port, password)) === 'yes') return { pid: child.pid, port }
      await delay(30)
    }
    // After a kill -9 of the old server its children hold the shared memory for a moment; or somebody took our port.
    if (Date.now() > giveUpAt) {
      const lines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-8).join('\n')
      throw new Error(`The embedded PostgreSQL did not start; the end of ${logFile}:\n${lines}`)
    }
    await delay(300)
  }
}

async function createDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres') })
  await client.connect()
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'apogee'")
    if (rowCount === 0) await client.query('create database apogee')
  } finally {
    await client.end()
  }
}

/** One empty file per process that uses the server; those of dead processes do not count. */
const usersDir = (dataDir: string) => path.join(dataDir, 'postgres.users')

function markUser(dataDir: string): void {
  mkdirSync(usersDir(dataDir), { recursive: true })
  writeFileSync(path.join(usersDir(dataDir), String(process.pid)), '')
}

async function stop(dataDir: string, pid: number): Promise<void> {
  await withFileLock(path.join(dataDir, 'postgres.lock'), async () => {
    rmSync(path.join(usersDir(dataDir), String(process.pid)), { force: true })
    for (const name of readdirSync(usersDir(dataDir))) {
      if (isAlive(Number(name))) return
      rmSync(path.join(usersDir(dataDir), name), { force: true })
    }
    // SIGINT is "fast": ends the sessions, writes a checkpoint. SIGQUIT leaves that to the recovery of the next start.
    if (await endProcess(pid, 'SIGINT', 10_000)) return
    await endProcess(pid, 'SIGQUIT', 5000)
  })
}

async function endProcess(pid: number, signal: NodeJS.Signals, timeoutMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + timeoutMs
  if (isPostgres(pid)) process.kill(pid, signal)
  while (isPostgres(pid)) {
    if (Date.now() > giveUpAt) return false
    await delay(20)
  }
  return true
}

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startEmbeddedPostgres } from '#lib/db/embedded-postgres.ts'
import { isAlive } from '#lib/db/file-lock.ts'

// Without the pages, whose build takes longer than all of this: the browser tests start those.

let dataDir: string
const started: ChildProcess[] = []

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'apogee-main-'))
})
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  const server = await startEmbeddedPostgres({ dataDir })
  await server.stop()
  rmSync(dataDir, { recursive: true })
})

interface Run {
  main: ChildProcess
  pids: Record<string, number>
  output: () => string
}

function run(env: Record<string, string> = {}): Run {
  const { DATABASE_URL: _, APOGEE_SECRET: __, ...inherited } = process.env
  const main = fork(path.resolve('lib/main.ts'), {
    env: { ...inherited, APOGEE_DATA_DIR: dataDir, APOGEE_ROLE: 'worker', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  started.push(main)
  const chunks: Buffer[] = []
  for (const stream of [main.stdout, main.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  const pids: Record<string, number> = {}
  main.on('message', (message) => Object.assign(pids, (message as { pids?: Record<string, number> }).pids)) // its own messages only
  return { main, pids, output: () => Buffer.concat(chunks).toString() }
}

async function untilReady(started: Run): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    started.main.on('message', (message) => {
      if ((message as { ready?: boolean }).ready) resolve()
    })
    started.main.once('exit', () => reject(new Error(started.output())))
  })
}

test('U-22: brings up database, schema and worker, which loads the access file, revives a killed worker, and stops all within seconds', async () => {
  const { main, pids, output } = await (async () => {
    const file = path.join(dataDir, 'access.json')
    writeFileSync(file, JSON.stringify({ permissionSets: [{ name: 'on-call', permissions: ['topic:read'] }] }))
    const running = run({ APOGEE_ACCESS_FILE: file })
    await untilReady(running)
    return running
  })()
  const firstWorker = pids.worker ?? 0
  process.kill(firstWorker, 'SIGKILL')
  await vi.waitFor(() => expect(pids.worker).not.toBe(firstWorker))

  const client = new pg.Client({ connectionString: (await startEmbeddedPostgres({ dataDir })).url })
  await client.connect()
  await vi.waitFor(async () => {
    const { rows } = await client.query("select holder from leases where task = 'forget' and expires_at > now()")
    expect(rows).toHaveLength(1)
    const sets = await client.query('select name from permission_sets where is_from_file')
    expect(sets.rows).toEqual([{ name: 'on-call' }])
  })
  await client.end()
  const own = await startEmbeddedPostgres({ dataDir })
  const askedAt = Date.now()
  main.kill('SIGTERM')
  const [code] = await once(main, 'exit')
  expect(code).toBe(0)
  expect(Date.now() - askedAt).toBeLessThan(8000)
  expect(isAlive(pids.worker ?? 0)).toBe(false)
  // This test used the same database, so it is the last to stop it.
  await own.stop()
  expect(isAlive(pids.postgres ?? 0)).toBe(false)
  expect(output()).not.toContain('"level":"fatal"')
})

test('a killed main process leaves no worker behind, and the next start finds its database', async () => {
  const first = run()
  await untilReady(first)
  first.main.kill('SIGKILL')
  await vi.waitFor(() => expect(isAlive(first.pids.worker ?? 0)).toBe(false))
  const second = run()
  await untilReady(second)
  expect(second.pids.postgres).toBe(first.pids.postgres)
  second.main.kill('SIGINT')
  await once(second.main, 'exit')
  expect([second.pids.worker, second.pids.postgres].map((pid) => isAlive(pid ?? 0))).toEqual([false, false])
})

test('a wrong configuration ends the start with one clear sentence', async () => {
  const { main, output } = run({ PORT: 'http' })
  const [code] = await once(main, 'close')
  expect(code).toBe(1)
  expect(output()).toBe('PORT must be a port number, 1 to 65535.\n')
})

test('a database that cannot be reached ends the start, without its password', async () => {
  const { main, output } = run({
    DATABASE_URL: 'postgresql://u:hunter2@127.0.0.1:1/apogee',
    APOGEE_SECRET: 's'.repeat(32),
  })
  const [code] = await once(main, 'close')
  expect(code).toBe(1)
  expect(output()).toContain('ECONNREFUSED')
  expect(output()).not.toContain('hunter2')
})

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startEmbeddedPostgres } from '#lib/db/embedded-postgres.ts'
import { isAlive } from '#lib/db/file-lock.ts'

let dataDir: string
const children: ChildProcess[] = []

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'apogee-embedded-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  const server = await startEmbeddedPostgres({ dataDir })
  await server.stop()
  rmSync(dataDir, { recursive: true })
})

async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Another process that starts the database of `dataDir`, prints `url pid` and keeps running until its input ends. */
async function startInOtherProcess(): Promise<{ child: ChildProcess; url: string; pid: number }> {
  const script = `
    import { startEmbeddedPostgres } from '#lib/db/embedded-postgres.ts'
    const server = await startEmbeddedPostgres({ dataDir: process.argv[1] })
    process.stdout.write(server.url + ' ' + server.pid)
    process.stdin.on('end', () => server.stop()).resume()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const [line] = await once(child.stdout, 'data')
  const [url = '', pid] = String(line).split(' ')
  return { child, url, pid: Number(pid) }
}

test('makes a database behind a password, on loopback only, and stops it for good', async () => {
  const server = await startEmbeddedPostgres({ dataDir })
  const { rows } = await query(server.url, 'show listen_addresses')
  expect(rows).toEqual([{ listen_addresses: '127.0.0.1' }])
  const wrong = new URL(server.url)
  wrong.password = 'wrong'
  await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed')
  expect(statSync(path.join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600)
  expect(readFileSync(path.join(dataDir, 'postgres.log'), 'utf8')).toContain('ready to accept connections')
  await server.stop()
  expect(isAlive(server.pid)).toBe(false)
})

test('finds the server again that a killed process left running, with its data', async () => {
  const { child, url, pid } = await startInOtherProcess()
  await query(url, 'create table kept as select 42 as answer')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const server = await startEmbeddedPostgres({ dataDir })
  expect(server.pid).toBe(pid)
  expect((await query(server.url, 'select answer from kept')).rows).toEqual([{ answer: 42 }])
  await server.stop()
  expect(isAlive(pid)).toBe(false)
})

test('starts again after the server itself was killed', async () => {
  const first = await startEmbeddedPostgres({ dataDir })
  await query(first.url, 'create table kept as select 42 as answer')
  process.kill(first.pid, 'SIGKILL')
  const second = await startEmbeddedPostgres({ dataDir })
  expect(second.pid).not.toBe(first.pid)
  expect((await query(second.url, 'select answer from kept')).rows).toEqual([{ answer: 42 }])
})

test('two processes that start at once share one server, which the last one stops', async () => {
  const [one, two] = await Promise.all([startInOtherProcess(), startInOtherProcess()])
  expect(one.pid).toBe(two.pid)
  one.child.stdin?.end()
  await once(one.child, 'exit')
  expect((await query(two.url, 'select 1 as one')).rows).toEqual([{ one: 1 }])
  two.child.stdin?.end()
  await once(two.child, 'exit')
  expect(isAlive(one.pid)).toBe(false)
})

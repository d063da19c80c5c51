import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isAlive } from '#lib/db/file-lock.ts'
import { restartDelayMs, supervise } from '#lib/start/supervise.ts'

test.each([
  [0, 500],
  [1, 500],
  [2, 1000],
  [5, 8000],
  [7, 30_000],
  [1000, 30_000],
])('after %i quick ends it waits %i ms', (quickEnds, expected) => {
  expect(restartDelayMs(quickEnds)).toBe(expected)
})

let dir: string
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'apogee-supervise-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const untilTold = path.resolve('lib/start/until-told.ts')

/** A script that is ready at once and ends when it is told to. */
function script(body = ''): string {
  const file = path.join(dir, 'child.mjs')
  const wait = `import { untilTold } from ${JSON.stringify(untilTold)}
    const signal = untilTold()
    setInterval(() => {}, 1000)
    signal.addEventListener('abort', () => process.exit(0))`
  writeFileSync(file, `${wait}\n${body}\nprocess.send({ ready: true })`)
  return file
}

test('starts a process again that was killed, and stops it for good', async () => {
  const pids: number[] = []
  const options = { name: 'web', script: script(), env: process.env, onStart: (pid: number) => void pids.push(pid) }
  const supervised = await supervise(options)
  process.kill(pids[0] ?? 0, 'SIGKILL')
  await vi.waitFor(() => expect(pids).toHaveLength(2), 20_000)
  expect(supervised.pid).toBe(pids[1])
  await supervised.stop()
  expect(pids.map(isAlive)).toEqual([false, false])
})

test('a process that cannot start at all is reported, not repeated', async () => {
  const starting = supervise({ name: 'web', script: script('process.exit(3)'), env: process.env })
  await expect(starting).rejects.toThrow('The web process ended at its start (status 3).')
})

test('no child outlives a parent that is killed', async () => {
  const parent = path.join(dir, 'parent.mjs')
  const pidFile = path.join(dir, 'pid')
  writeFileSync(
    parent,
    `import { writeFileSync } from 'node:fs'
     import { supervise } from ${JSON.stringify(path.resolve('lib/start/supervise.ts'))}
     const child = await supervise({ name: 'web', script: ${JSON.stringify(script())}, env: process.env })
     writeFileSync(${JSON.stringify(pidFile)}, String(child.pid))
     process.stdout.write('up')`,
  )
  const process_ = spawn(process.execPath, [parent], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(process_.stdout, 'data')
  const childPid = Number(readFileSync(pidFile, 'utf8'))
  expect(isAlive(childPid)).toBe(true)
  process_.kill('SIGKILL')
  await vi.waitFor(() => expect(isAlive(childPid)).toBe(false), 20_000)
})

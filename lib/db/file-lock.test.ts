import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive, withFileLock } from '#lib/db/file-lock.ts'

let dir: string
const lock = () => path.join(dir, 'work.lock')
/** Number of a process that has ended. */
const deadPid = () => spawnSync(process.execPath, ['--version']).pid

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'apogee-lock-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

test('runs one piece of work at a time and leaves no file', async () => {
  let inside = 0
  const work = async () => {
    inside++
    await new Promise((resolve) => setImmediate(resolve))
    expect(inside).toBe(1)
    inside--
  }
  await Promise.all([withFileLock(lock(), work), withFileLock(lock(), work), withFileLock(lock(), work)])
  expect(readdirSync(dir)).toEqual([])
})

test('takes over the lock of a dead process, one of several at a time', async () => {
  writeFileSync(lock(), String(deadPid()))
  const order: string[] = []
  await Promise.all([
    withFileLock(lock(), async () => void order.push('in', 'out')),
    withFileLock(lock(), async () => void order.push('in', 'out')),
  ])
  expect(order).toEqual(['in', 'out', 'in', 'out'])
  expect(readdirSync(dir)).toEqual([])
})

test('gives up after the time-out, naming the process that holds the lock', async () => {
  writeFileSync(lock(), String(process.pid))
  await expect(withFileLock(lock(), async () => 1, 100)).rejects.toThrow(`Process ${process.pid} holds`)
  expect(existsSync(lock())).toBe(true)
})

test('is free again after work that throws', async () => {
  await expect(withFileLock(lock(), () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await withFileLock(lock(), async () => 2)).toBe(2)
})

test('isAlive knows this process and not one that has ended', () => {
  expect(isAlive(process.pid)).toBe(true)
  expect(isAlive(deadPid())).toBe(false)
})

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import {
  acquireLease,
  type HeldLease,
  leaseTimes,
  releaseLease,
  requireLease,
  whileHolding,
} from '#lib/worker/lease.ts'
import { systemClock } from '#lib/worker/loop.ts'

useDatabase()

const key = { task: 'check nodes', scope: 'rmq-k3v7q2ab' }
const minuteMs = 60_000
const children: ChildProcess[] = []

beforeEach(() => db().lease.deleteMany())
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

const end = () => db().lease.updateMany({ data: { expiresAt: new Date(0) } })

test('is held by one worker, which renews it under the same token', async () => {
  expect(await acquireLease(key, 'one', minuteMs)).toBe(1n)
  expect(await acquireLease(key, 'two', minuteMs)).toBeNull()
  expect(await acquireLease(key, 'one', minuteMs)).toBe(1n)
  expect(await acquireLease({ ...key, scope: 'rmq-other234' }, 'two', minuteMs)).toBe(1n)
})

test('goes to another worker under a higher token when it has ended, and to its old holder under a higher one still', async () => {
  await acquireLease(key, 'one', minuteMs)
  await end()
  expect(await acquireLease(key, 'two', minuteMs)).toBe(2n)
  await end()
  expect(await acquireLease(key, 'one', minuteMs)).toBe(3n)
})

test('of ten workers that ask at once exactly one gets it', async () => {
  for (const token of [1n, 2n]) {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => acquireLease(key, `worker ${i}`, minuteMs)))
    expect(answers.filter((answer) => answer !== null)).toEqual([token])
    await end()
  }
})

test('can be taken at once after it was given back, but not given back by a past holder', async () => {
  const lease = { ...key, fencingToken: (await acquireLease(key, 'one', minuteMs)) ?? 0n }
  await releaseLease(lease)
  expect(await acquireLease(key, 'two', minuteMs)).toBe(2n)
  await releaseLease(lease)
  expect(await acquireLease(key, 'three', minuteMs)).toBeNull()
})

test('a transaction of a past holder fails', async () => {
  const lease = { ...key, fencingToken: (await acquireLease(key, 'one', minuteMs)) ?? 0n }
  const write = () =>
    db().$transaction(async (tx) => {
      await requireLease(tx, lease)
      await tx.setting.upsert({ where: { key: 'k' }, create: { key: 'k', value: 1 }, update: { value: 2 } })
    })
  await write()
  await end()
  await expect(write()).rejects.toThrow('has ended')
  await acquireLease(key, 'two', minuteMs)
  await expect(write()).rejects.toThrow('has ended')
  expect(await db().setting.findUnique({ where: { key: 'k' } })).toMatchObject({ value: 1 })
})

const quick = { ttlMs: 400, renewMs: 100, retryMs: 50 }

test('work that lasts longer than the lease keeps it by renewal', async () => {
  const stop = new AbortController()
  const holding = whileHolding(
    key,
    'one',
    async (_lease, signal) => {
      await systemClock.sleep(1000, signal)
      expect(signal.aborted).toBe(false)
      expect(await acquireLease(key, 'two', minuteMs)).toBeNull()
      stop.abort()
    },
    systemClock,
    stop.signal,
    quick,
  )
  await holding
  expect(await acquireLease(key, 'two', minuteMs)).toBe(2n)
})

test('work is told to stop when another worker has the lease', async () => {
  const stop = new AbortController()
  const tokens: bigint[] = []
  const work = async (lease: HeldLease, signal: AbortSignal) => {
    tokens.push(lease.fencingToken)
    if (tokens.length === 2) return stop.abort()
    await end()
    await acquireLease(key, 'two', 100)
    await systemClock.sleep(minuteMs, signal)
    expect(stop.signal.aborted).toBe(false)
  }
  await whileHolding(key, 'one', work, systemClock, stop.signal, quick)
  expect(tokens).toEqual([1n, 3n])
})

/** A worker in a process of its own that holds the lease and says so. */
async function holdInOtherProcess(): Promise<ChildProcess> {
  const script = `
    import { leaseTimes, whileHolding } from '#lib/worker/lease.ts'
    import { systemClock } from '#lib/worker/loop.ts'
    const signal = new AbortController().signal
    const work = async () => { process.stdout.write('held'); await systemClock.sleep(600_000, signal) }
    await whileHolding(${JSON.stringify(key)}, 'other', work, systemClock, signal)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  await once(child.stdout, 'data')
  return child
}

test('a killed worker is replaced within 30 s (X-13)', async () => {
  const child = await holdInOtherProcess()
  const stop = new AbortController()
  let token = 0n
  const contending = whileHolding(
    key,
    'heir',
    async (lease) => {
      token = lease.fencingToken
      stop.abort()
    },
    systemClock,
    stop.signal,
  )
  child.kill('SIGKILL')
  const killedAt = Date.now()
  await contending
  expect(token).toBe(2n)
  expect(Date.now() - killedAt).toBeLessThan(30_000)
  expect(leaseTimes.ttlMs + leaseTimes.retryMs).toBeLessThan(30_000)
})

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { systemClock } from '#lib/worker/loop.ts'
import { runTasks } from '#lib/worker/run-tasks.ts'
import type { PeriodicTask } from '#lib/worker/tasks.ts'

useDatabase()

const quick = { ttlMs: 600, renewMs: 150, retryMs: 50 }

/** Workers of one test: each notes what it has run. */
let workers: { name: string; runs: string[]; stop: AbortController; hasEnded: Promise<void> }[] = []

function startWorker(name: string): (typeof workers)[number] {
  const runs: string[] = []
  const tasks: PeriodicTask[] = [
    { name: 'check', periodMs: 20, per: 'cluster', run: async (_ctx, { clusterId }) => runs.push(clusterId) },
    { name: 'forget', periodMs: 20, per: 'console', run: async () => runs.push('forget') },
  ]
  const stop = new AbortController()
  const worker = { name, runs, stop, hasEnded: runTasks(tasks, name, systemClock, stop.signal, quick) }
  workers.push(worker)
  return worker
}

async function register(clusterId: string): Promise<void> {
  await db().cluster.create({
    data: { clusterId, name: clusterId, environment: 'test', metricsSource: {}, createdBy: 'test' },
  })
}

beforeEach(async () => {
  workers = []
  await db().cluster.deleteMany()
  await db().lease.deleteMany()
})
afterEach(async () => {
  for (const { stop } of workers) stop.abort()
  await Promise.all(workers.map(({ hasEnded }) => hasEnded))
})

const seen = (worker: { runs: string[] }) => [...new Set(worker.runs)].sort()

test('looks after every cluster that is registered, also one that comes later, until it is removed', async () => {
  await register('rmq-a')
  const worker = startWorker('one')
  await vi.waitFor(() => expect(seen(worker)).toEqual(['forget', 'rmq-a']), 5000)
  await register('rmq-b')
  await vi.waitFor(() => expect(seen(worker)).toContain('rmq-b'), 5000)
  await db().cluster.update({ where: { clusterId: 'rmq-a' }, data: { removedAt: new Date() } })
  await vi.waitFor(async () => {
    const lease = await db().lease.findUniqueOrThrow({ where: { task_scope: { task: 'check', scope: 'rmq-a' } } })
    expect(lease.expiresAt.getTime()).toBeLessThanOrEqual(Date.now())
  }, 5000)
  const count = worker.runs.filter((run) => run === 'rmq-a').length
  await vi.waitFor(() => expect(worker.runs.filter((run) => run === 'forget').length).toBeGreaterThan(count), 5000)
  expect(worker.runs.filter((run) => run === 'rmq-a')).toHaveLength(count)
})

test('two workers never run the same lane, and one takes over what the other leaves', async () => {
  for (const clusterId of ['rmq-a', 'rmq-b']) await register(clusterId)
  const one = startWorker('one')
  await vi.waitFor(() => expect(seen(one)).toEqual(['forget', 'rmq-a', 'rmq-b']), 5000)
  const two = startWorker('two')
  await vi.waitFor(() => expect(one.runs.length).toBeGreaterThan(30), 5000)
  expect(two.runs).toEqual([])
  one.stop.abort()
  await one.hasEnded
  await vi.waitFor(() => expect(seen(two)).toEqual(['forget', 'rmq-a', 'rmq-b']), 5000)
})

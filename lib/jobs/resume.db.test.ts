import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { batchTopics } from '#lib/topics/batch-topics.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { getJob } from './get-job.ts'

useDatabase()
afterAll(closeAllClusters)

const workers: ChildProcess[] = []
function startWorker(): ChildProcess {
  const script = path.resolve('lib/worker/main.ts')
  // Its parent's end is its own.
  const worker = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  workers.push(worker)
  return worker
}
afterEach(async () => {
  for (const worker of workers) {
    if (worker.exitCode !== null || worker.signalCode !== null) continue
    worker.kill('SIGKILL')
    await once(worker, 'exit')
  }
})

it('X-13: a worker is killed in the middle of a job of 500 topics: the other one goes on within 30 s, no topic twice', async () => {
  const fake = await startFakeCluster({ brokers: 2, systemTopics: ['TBW102'] })
  try {
    const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
    const operator = await makePerson('operator')
    const names = Array.from({ length: 500 }, (_, index) => `order_${index}`)
    const started = await batchTopics(await operator.context(), {
      clusterId,
      action: 'create',
      format: 'csv',
      text: ['name,type,queues', ...names.map((name) => `${name},NORMAL,4`)].join('\n'),
    })
    const { jobId } = started as { jobId: string } // no dry run
    const job = async () => getJob(await operator.context(), { clusterId, jobId })

    const first = startWorker()
    await vi.waitFor(async () => expect((await job()).done).toBeGreaterThan(100), { timeout: 240_000, interval: 20 })
    const second = startWorker()
    first.kill('SIGKILL')
    await once(first, 'exit')
    const killedAt = Date.now()
    const { done } = await job()
    expect(done).toBeLessThan(500)
    await vi.waitFor(async () => expect((await job()).done).toBeGreaterThan(done), { timeout: 60_000, interval: 50 })
    expect(Date.now() - killedAt).toBeLessThan(30_000)
    await vi.waitFor(async () => expect((await job()).state).toBe('DONE'), { timeout: 240_000, interval: 50 })

    expect(await job()).toMatchObject({ done: 500, failed: 0, skipped: 0, unknown: 0 })
    for (const { server, store } of fake.brokers) {
      expect(server.countOf(RequestCode.UPDATE_AND_CREATE_TOPIC)).toBe(500)
      expect(names.filter((name) => !store.configs.has(name))).toEqual([])
    }
    const audited = await db().auditEvent.groupBy({
      by: ['actorName'],
      where: { jobId, action: 'topic.create' },
      _count: true,
    })
    expect(audited.map(({ actorName }) => actorName)).toEqual([operator.name])
    second.kill('SIGTERM')
    await once(second, 'exit')
  } finally {
    await fake.stop()
  }
})

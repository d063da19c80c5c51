import { afterEach, expect, test } from 'vitest'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { type Queue, type QueueOptions, startQueue } from '#lib/worker/queue.ts'

useDatabase()

const deliver: QueueOptions = { name: 'deliver', retryLimit: 2, retryDelaySeconds: 0, expireInSeconds: 60 }
const running: Queue[] = []

async function start(isWorker: boolean): Promise<Queue> {
  const queue = await startQueue(process.env.DATABASE_URL ?? '', [deliver], isWorker)
  running.push(queue)
  return queue
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((queue) => queue.stop(1000)))
  await db().$executeRaw`truncate pgboss.job`
})

/** The first `count` jobs that a worker gets; `run` decides what becomes of each. */
function receive(
  queue: Queue,
  count: number,
  run: (data: { n: number }) => Promise<void> = async () => {},
): Promise<number[]> {
  const got: number[] = []
  return new Promise((resolve, reject) => {
    queue
      .work<{ n: number }>('deliver', 4, async ({ data }) => {
        got.push(data.n)
        if (got.length === count) resolve(got)
        await run(data)
      })
      .catch(reject)
  })
}

test('a job that one process puts in is done by another', async () => {
  const [web, worker] = [await start(false), await start(true)]
  for (const n of [1, 2, 3]) await web.enqueue('deliver', { n })
  expect((await receive(worker, 3)).sort()).toEqual([1, 2, 3])
})

test('a job that fails is tried again', async () => {
  const queue = await start(true)
  await queue.enqueue('deliver', { n: 7 })
  let tries = 0
  const got = await receive(queue, 3, async () => {
    tries += 1
    if (tries < 3) throw new Error('not yet')
  })
  expect(got).toEqual([7, 7, 7])
})

test('jobs of the same key within an hour become one', async () => {
  const queue = await start(true)
  expect(await queue.enqueue('deliver', { n: 1 }, { onceKey: 'a' })).not.toBeNull()
  expect(await queue.enqueue('deliver', { n: 2 }, { onceKey: 'a' })).toBeNull()
  expect(await queue.enqueue('deliver', { n: 3 }, { onceKey: 'b' })).not.toBeNull()
  expect((await receive(queue, 2)).sort()).toEqual([1, 3])
})

test('stop tells a running job to end', async () => {
  const queue = await start(true)
  await queue.enqueue('deliver', { n: 1 })
  const hasEnded = new Promise<void>((resolve) => {
    const hasStarted = queue.work('deliver', 1, async ({ signal }) => {
      signal.addEventListener('abort', () => resolve())
      void queue.stop(200)
      await new Promise((end) => signal.addEventListener('abort', end))
    })
    void hasStarted
  })
  await hasEnded
})

import { randomBytes } from 'node:crypto'
import { afterAll, expect, inject, it, onTestFinished, vi } from 'vitest'
import { stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { createTopic } from '#lib/topics/create-topic.ts'
import { workerContext } from '#lib/users/context.ts'
import { createGroup } from './create-group.ts'
import { expectWaits } from './testing/expect-waits.ts'
import { startFailingConsumers } from './testing/start-failing-consumers.ts'

useDatabase()
const ctx = () => workerContext(new AbortController().signal)
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

/** The short form of `retry-policy.long.test.ts`, which waits for the times of the specification. */
it('G-3: gRPC push consumers get a failed message again after the fixed interval that the console wrote, or the whole tiered list', async () => {
  const cluster = inject('lab')['5.5.0']
  const { clusterId } = await registerLab(cluster)
  const topicName = `g_retry_${randomBytes(4).toString('hex')}`
  const [fixed, tiered] = [`${topicName}_fixed`, `${topicName}_tiered`]
  await createTopic(ctx(), { clusterId, topicName, type: 'NORMAL', queuesPerBroker: 1 })
  await createGroup(ctx(), { clusterId, groupName: fixed, retryPolicy: { type: 'FIXED', intervalMs: 2_000 } })
  await createGroup(ctx(), {
    clusterId,
    groupName: tiered,
    retryPolicy: { type: 'TIERED', delaysMs: [12_000] },
  })
  const consumers = await startFailingConsumers(cluster, { topicName, groupNames: [fixed, tiered] })
  onTestFinished(() => consumers.stop())
  await vi.waitFor(
    () => {
      expect(consumers.waitsMs(fixed).length).toBeGreaterThanOrEqual(3)
      expect(consumers.waitsMs(tiered).length).toBeGreaterThanOrEqual(3)
    },
    { timeout: 120_000, interval: 500 },
  )
  expectWaits(consumers.waitsMs(fixed), [2_000, 2_000, 2_000], 'fixed 2 s')
  // A proxy hands out all of `next`, with the two waits at its head that servers leave out.
  expectWaits(consumers.waitsMs(tiered), [1_000, 5_000, 12_000], 'tiered 12 s')
})

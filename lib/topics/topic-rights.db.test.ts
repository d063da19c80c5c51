import { afterAll, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { createTopic } from './create-topic.ts'
import { getTopic } from './get-topic.ts'
import { getTopicProducers } from './get-topic-producers.ts'
import { getTopicSubscriptions } from './get-topic-subscriptions.ts'
import { listTopics } from './list-topics.ts'
import { updateTopic } from './update-topic.ts'

useDatabase()
afterAll(closeAllClusters)

it('T-17: a viewer of one cluster reads it all, changes nothing, and finds no other cluster', async () => {
  const fake = await startFakeCluster({ topics: ['orders'] })
  onTestFinished(() => fake.stop())
  const register = async () => (await registerCluster({ nameServers: fake.nameServers })).clusterId
  const [mine, other] = [await register(), await register()]
  const viewer = await (await makePerson('viewer', { scope: { clusters: { clusterIds: [mine] } } })).context()
  const page = { page: 1, pageSize: 50 }
  const topic = (clusterId: string) => ({ clusterId, topicName: 'orders' })
  const reads = (clusterId: string) => [
    () => listTopics(viewer, { clusterId, ...page }),
    () => getTopic(viewer, topic(clusterId)),
    () => getTopicSubscriptions(viewer, { ...topic(clusterId), ...page }),
    () => getTopicProducers(viewer, { ...topic(clusterId), ...page }),
  ]
  for (const read of reads(mine)) await expect(read()).resolves.toBeDefined()
  const before = fake.requestCount
  for (const read of reads(other)) await expect(read()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  for (const [clusterId, code] of [
    [mine, 'FORBIDDEN'],
    [other, 'NOT_FOUND'],
  ] as const) {
    const created = createTopic(viewer, { clusterId, topicName: 'new-one', type: 'NORMAL', queuesPerBroker: 1 })
    await expect(created).rejects.toMatchObject({ code })
    await expect(updateTopic(viewer, { ...topic(clusterId), remark: 'x' })).rejects.toMatchObject({ code })
  }
  expect(fake.requestCount).toBe(before)
})

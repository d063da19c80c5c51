import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { createGroup } from '#lib/groups/create-group.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { createTopic } from '#lib/topics/create-topic.ts'
import { workerContext } from '#lib/users/context.ts'
import { jobKinds } from './job-kinds.ts'

useDatabase()
afterAll(closeAllClusters)
const ctx = () => ({ ...workerContext(new AbortController().signal), auditIds: [] })

async function registered(): Promise<{ clusterId: string; second: string }> {
  const fake = await startFakeCluster({ brokers: 2, systemTopics: ['TBW102'] })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  return { clusterId, second: fake.broker('broker-b').address }
}

describe('X-13: what a run that died left on one broker of two', () => {
  it('is finished on the other one, for topics', async () => {
    const { clusterId, second } = await registered()
    const topic = { topicName: 'orders', type: 'NORMAL' as const, queuesPerBroker: 4 }
    await createTopic(ctx(), { clusterId, ...topic, brokerNames: ['broker-a'] })
    const kind = jobKinds['topic.create']
    const task = { clusterId, target: 'orders', input: {}, item: topic }
    expect(await kind.wasDone?.(ctx(), task)).toBe(false)
    expect(await kind.perform(ctx(), task)).toMatchObject({
      done: [{ target: second }],
      failed: [],
      unknown: [],
    })
    expect(await kind.wasDone?.(ctx(), task)).toBe(true)
    await expect(kind.perform(ctx(), task)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('is not finished with another config', async () => {
    const { clusterId } = await registered()
    const topic = { topicName: 'orders', type: 'NORMAL' as const, queuesPerBroker: 4 }
    await createTopic(ctx(), { clusterId, ...topic, brokerNames: ['broker-a'] })
    const task = { clusterId, target: 'orders', input: {}, item: { ...topic, queuesPerBroker: 8 } }
    await expect(jobKinds['topic.create'].perform(ctx(), task)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('another config'),
    })
  })

  it('is finished for groups, and where only one broker was wanted it is done', async () => {
    const { clusterId, second } = await registered()
    const group = { groupName: 'billing' }
    await createGroup(ctx(), { clusterId, ...group, brokerNames: ['broker-a'] })
    const kind = jobKinds['group.create']
    const task = { clusterId, target: 'billing', input: {}, item: group }
    const onOne = { ...task, item: { ...group, brokerNames: ['broker-a'] } }
    expect(await kind.wasDone?.(ctx(), onOne)).toBe(true)
    expect(await kind.wasDone?.(ctx(), task)).toBe(false)
    expect(await kind.perform(ctx(), task)).toMatchObject({ done: [{ target: second }], failed: [] })
    expect(await kind.wasDone?.(ctx(), task)).toBe(true)
  })
})

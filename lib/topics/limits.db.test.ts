import { afterAll, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { getLimits } from '#lib/clusters/get-limits.ts'
import { listClusters } from '#lib/clusters/list-clusters.ts'
import type { LimitsInput } from '#lib/clusters/schema.ts'
import { setLimits } from '#lib/clusters/set-limits.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { createGroup } from '#lib/groups/create-group.ts'
import { createNamespace } from '#lib/namespaces/create-namespace.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { createTopic } from './create-topic.ts'

useDatabase()
afterAll(closeAllClusters)
const ctx = workerContext(new AbortController().signal)

async function registered(options: FakeClusterOptions, change: Partial<LimitsInput> = {}) {
  const fake = await startFakeCluster({ brokers: 2, systemTopics: ['TBW102'], ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  const { revision: _, ...limits } = await getLimits(ctx, { clusterId })
  await setLimits(ctx, { clusterId, ...limits, ...change })
  const create = (topicName: string, queuesPerBroker = 8) =>
    createTopic(ctx, { clusterId, topicName, type: 'NORMAL', queuesPerBroker })
  const creates = () => fake.brokers.map(({ server }) => server.countOf(RequestCode.UPDATE_AND_CREATE_TOPIC))
  return { clusterId, limits, create, creates, fake }
}

it('C-4 T-21: with a limit of 3 the fourth topic is refused with used and limit; retry, dead-letter and system topics do not count', async () => {
  const topics = ['a_a', 'b_b', '%RETRY%g', '%DLQ%g', 'TBW102']
  const { clusterId, create, creates } = await registered({ topics }, { maxTopics: 3 })
  await create('c_c')
  await expect(create('d_d')).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', facts: { limit: 3, used: 3 } })
  expect(creates()).toEqual([1, 1])
  const { items } = await listClusters(ctx, { page: 1, pageSize: 50 })
  expect(items.find((item) => item.clusterId === clusterId)).toMatchObject({ topicLimit: 3, groupLimit: null })
})

it('T-21: a namespace has a limit of its own', async () => {
  const { clusterId, create } = await registered({ topics: ['pay%one', 'other'] })
  await createNamespace(ctx, { clusterId, namespace: 'pay', maxTopics: 1 })
  await expect(create('pay%two')).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', facts: { limit: 1, used: 1 } })
  await create('two')
})

it('C-4 T-21: groups have a limit and a pattern of their own', async () => {
  const { clusterId } = await registered(
    { groups: [{ groupName: 'pay%one' }, { groupName: 'CID_RMQ_SYS_TRANS' }] },
    { maxGroups: 2, groupNamePattern: '^[a-z]+$' },
  )
  const create = (groupName: string) => createGroup(ctx, { clusterId, groupName })
  await expect(create('Two')).rejects.toMatchObject({
    facts: { fields: [{ path: 'body.groupName', rule: 'namePattern' }] },
  })
  await create('two')
  await expect(create('three')).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', facts: { limit: 2, used: 2 } })
})

it('T-3: with 3 to 16 queues, 2 and 17 are refused under their field, and nothing is written', async () => {
  const { create, creates } = await registered({}, { topicQueuesMin: 3, topicQueuesMax: 16 })
  for (const queues of [2, 17]) {
    await expect(create('orders', queues)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ path: 'body.queuesPerBroker', rule: 'queuesRange', params: { min: 3, max: 16 } }] },
    })
  }
  expect(creates()).toEqual([0, 0])
  await create('orders', 3)
})

it('T-21: a pattern refuses names, without their namespace; one that exists may go to further brokers', async () => {
  const { create, clusterId, fake } = await registered({}, { topicNamePattern: '^[a-z]+(_[a-z]+)*$' })
  await expect(create('Orders')).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    facts: { fields: [{ path: 'body.topicName', rule: 'namePattern' }] },
  })
  await create('pay%orders_new')
  expect(fake.broker('broker-a').store.configs.has('pay%orders_new')).toBe(true)
  const { limits } = { limits: await getLimits(ctx, { clusterId }) }
  expect(limits).toMatchObject({ topicNamePattern: '^[a-z]+(_[a-z]+)*$', revision: '1' })
})

it('limits that make no sense are refused field by field, and an old revision is a conflict', async () => {
  const { clusterId, limits } = await registered({})
  const bad = { ...limits, topicQueuesMin: 9, topicQueuesMax: 8, topicNamePattern: '(', groupNameHint: '[' }
  await expect(setLimits(ctx, { clusterId, ...bad })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    facts: {
      fields: [{ path: 'body.topicQueuesMax' }, { path: 'body.topicNamePattern' }, { path: 'body.groupNameHint' }],
    },
  })
  await expect(setLimits(ctx, { clusterId, ...limits, revision: '0' })).rejects.toMatchObject({ code: 'CONFLICT' })
})

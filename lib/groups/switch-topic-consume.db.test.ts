import { afterAll, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import type { ClusterInput } from '#lib/clusters/schema.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { refuse, silence } from '#lib/rocketmq/testing/fake-answers.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { getGroup } from './get-group.ts'
import { switchConsume } from './switch-consume.ts'
import { switchTopicConsume } from './switch-topic-consume.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = () => workerContext(new AbortController().signal)
const FORBID = RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN

async function registered(parts: Partial<ClusterInput> = {}) {
  const config = { retryMaxTimes: 5, attributes: { 'priority.factor': '3' } }
  const fake = await startFakeCluster({
    brokers: 2,
    topics: ['orders', 'payments'],
    groups: [{ groupName: 'billing', config }],
  })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, requestTimeoutMs: 500, ...parts })
  const input = { clusterId, groupName: 'billing' }
  const memory = () => fake.brokers.map(({ store }) => store.groups.get('billing')?.config?.forbiddenTopics)
  const disk = () => fake.brokers.map(({ store }) => store.forbiddenOnDisk.get('billing'))
  const turn = (topic: string, enabled: boolean, as = ctx()) => switchTopicConsume(as, { ...input, topic, enabled })
  return { fake, input, memory, disk, turn }
}

it('G-29: off is written to every master, read back, and audited apart from the switch of the whole group', async () => {
  const { input, memory, turn } = await registered()
  const { done, resource } = await turn('orders', false)
  expect(done).toHaveLength(2)
  expect(memory()).toEqual([['orders'], ['orders']])
  expect(resource).toMatchObject({
    consumeEnable: true,
    consumeOff: null,
    topicsOff: [{ topicName: 'orders', brokerNames: ['broker-a', 'broker-b'] }],
  })
  expect(await getGroup(ctx(), input)).toMatchObject({ topicsOff: [{ topicName: 'orders' }], differingKeys: [] })
  const rows = await db().auditEvent.findMany({
    where: { clusterId: input.clusterId, targetName: 'billing' },
    include: { outcome: true },
  })
  expect(rows).toMatchObject([{ action: 'group.topic-consume-switch', outcome: { outcome: 'SUCCESS' } }])
})

it('G-29: on again it is on after a restart too, and what else was off stays off', async () => {
  const { fake, input, memory, disk, turn } = await registered()
  await turn('orders', false)
  await turn('payments', false)
  // As these brokers do: allowing one topic allows all, in memory only.
  await turn('orders', true)
  expect(memory()).toEqual([['payments'], ['payments']])
  expect(disk()).toEqual([['payments'], ['payments']])
  await turn('payments', true)
  expect(memory()).toEqual([[], []])
  expect(disk()).toEqual([[], []])
  // Written down with the config, which is what it was.
  for (const { store } of fake.brokers) {
    expect(store.groups.get('billing')?.config).toMatchObject({
      retryMaxTimes: 5,
      attributes: { 'priority.factor': '3' },
    })
  }
  expect((await getGroup(ctx(), input)).topicsOff).toEqual([])
})

it('G-29: the switch of the whole group leaves that of its topics alone, and keeps who switched it', async () => {
  const { input, turn } = await registered()
  await switchConsume(ctx(), { ...input, enabled: false })
  await turn('orders', false)
  await turn('orders', true)
  expect(await getGroup(ctx(), input)).toMatchObject({ consumeEnable: false, consumeOff: { by: 'worker' } })
})

it('G-29: a broker before 5.0 says that it cannot; the others did it, and the difference is named', async () => {
  const { fake, input, turn } = await registered()
  const old = refuse(ResponseCode.REQUEST_CODE_NOT_SUPPORTED, ' request type 353 not supported')
  fake.broker('broker-b').server.on(FORBID, old)
  const { done, failed } = await turn('orders', false)
  expect(done).toHaveLength(1)
  expect(failed).toMatchObject([
    { error: { code: 'NOT_SUPPORTED', broker: { remark: expect.stringContaining('353') } } },
  ])
  expect(await getGroup(ctx(), input)).toMatchObject({
    differingKeys: ['forbiddenTopics'],
    topicsOff: [{ topicName: 'orders', brokerNames: ['broker-a'] }],
  })
})

it('G-29: no answer is unknown, and a topic that nobody has is refused', async () => {
  const { fake, turn } = await registered()
  fake.broker('broker-b').server.on(FORBID, silence)
  const { done, unknown } = await turn('orders', false)
  expect([done.length, unknown.length]).toEqual([1, 1])
  await expect(turn('nothere', false)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

it('G-29: refuses a viewer and a read-only cluster, and asks no broker to', async () => {
  const { fake, turn } = await registered()
  await expect(turn('orders', false, await (await makePerson('viewer')).context())).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  const readOnly = await registered({ readOnly: true })
  await expect(readOnly.turn('orders', false)).rejects.toMatchObject({ code: 'READ_ONLY' })
  for (const { server } of [...fake.brokers, ...readOnly.fake.brokers]) expect(server.countOf(FORBID)).toBe(0)
})

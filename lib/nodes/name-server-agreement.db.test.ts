import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { refuse, reply, silence } from '#lib/rocketmq/testing/fake-answers.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { checkNodes } from './check-nodes.ts'
import { compareNameServers } from './compare-name-servers.ts'
import { getHealth } from './get-health.ts'
import { getNameServerAgreement } from './get-name-server-agreement.ts'

useDatabase()
afterAll(closeAllClusters)
const ctx = workerContext(new AbortController().signal)
const ROUTE = RequestCode.GET_ROUTEINFO_BY_TOPIC
const LIST = RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER

async function registered(topics: string[], nameServers = 2, requestsPerSecondPerBroker = 1_000) {
  const fake = await startFakeCluster({ brokers: 1, nameServers, topics })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({
    nameServers: fake.nameServers,
    requestTimeoutMs: 500,
    requestsPerSecondPerBroker,
  })
  let now = Date.now()
  /** A minute later each time. */
  const compare = async (topicsPerRun?: number) => {
    await compareNameServers(ctx, { clusterId, now: new Date(now), ...(topicsPerRun && { topicsPerRun }) })
    now += 60_000
  }
  const agreement = () => getNameServerAgreement(ctx, { clusterId })
  const [other] = fake.otherNameServers
  const [first, second] = fake.nameServers
  if (nameServers > 1 && !other) throw new Error('no second name server')
  /** The second one says something of its own about one topic. */
  const says = (topicName: string, answer: ReturnType<typeof reply>) => {
    const usual = reply({ body: JSON.stringify(routeOf(fake.broker('broker-a').address, 6)) })
    other?.on(ROUTE, ({ extFields }) => (extFields.topic === topicName ? answer : usual))
  }
  return { fake, clusterId, compare, agreement, other, first, second, says }
}

describe('agreement of name servers', () => {
  it('C-17: a route that only one name server has is named with both values, and is a warning', async () => {
    const { clusterId, compare, agreement, other, first, second, says } = await registered(['orders', 'pay'])
    await compare()
    expect(await agreement()).toMatchObject({ state: 'AGREES', topics: 2, comparedTopics: 2, items: [] })

    says('orders', refuse(17, 'No topic route info'))
    other?.on(LIST, reply({ body: JSON.stringify({ topicList: ['pay'] }) }))
    await compare()
    expect(await agreement(), 'once is not enough').toMatchObject({ state: 'AGREES', items: [] })
    await compare()
    const values = [
      { address: first, value: 'broker-a RW 8/8' },
      { address: second, value: null },
    ]
    expect(await agreement()).toMatchObject({
      state: 'DIFFERS',
      items: [{ kind: 'topic', name: 'orders', values }],
      total: 1,
    })
    await checkNodes(ctx, { clusterId, now: new Date() })
    expect(await getHealth(ctx, { clusterId })).toMatchObject({
      health: 'WARNING',
      healthReasons: [{ code: 'ROUTES_DISAGREE', params: { topics: 'orders' }, count: 1 }],
    })
  })

  it('C-17: finds a difference that lists do not show among many topics, and clears it', async () => {
    const topics = Array.from({ length: 50 }, (_, index) => `t-${String(index).padStart(2, '0')}`)
    const { clusterId, compare, agreement, other, says, fake } = await registered(topics)
    says('t-45', reply({ body: JSON.stringify(routeOf(fake.broker('broker-a').address, 4)) }))
    await compare(20)
    expect(await agreement()).toMatchObject({ state: 'COMPARING', topics: 50, comparedTopics: 20 })
    await compare(20)
    await compare(20)
    // What is suspected is asked for first, whichever part of the topics is due.
    const before = other?.countOf(ROUTE) ?? 0
    await compare(20)
    expect((other?.countOf(ROUTE) ?? 0) - before).toBe(21)
    expect((await agreement()).items).toMatchObject([
      { name: 't-45', values: [{ value: 'broker-a RW 8/8' }, { value: 'broker-a R 8/8' }] },
    ])
    says('nothing', refuse(17))
    await compare(20)
    expect(await agreement()).toMatchObject({ state: 'AGREES', items: [] })
    await checkNodes(ctx, { clusterId, now: new Date() })
    expect(await getHealth(ctx, { clusterId })).toMatchObject({ healthReasons: [] })
  })

  it('C-17: of 10,000 topics one turn compares 4,000, so a round takes three minutes', async () => {
    const topics = Array.from({ length: 10_000 }, (_, index) => `t-${String(index).padStart(5, '0')}`)
    const { fake, compare, agreement } = await registered(topics, 2, 10_000)
    await compare()
    expect(await agreement()).toMatchObject({ state: 'COMPARING', topics: 10_000, comparedTopics: 4_000 })
    expect(fake.nameServer.countOf(ROUTE)).toBe(4_000)
    expect(fake.requestCount, 'brokers and topics are one question each').toBe(2 * (4_000 + 2))
  })

  it('C-17: a broker that only one lists is said once, and not again of each topic', async () => {
    const { compare, agreement, other } = await registered(['orders', 'pay'])
    other?.on(RequestCode.GET_BROKER_CLUSTER_INFO, reply({ body: '{"brokerAddrTable":{},"clusterAddrTable":{}}' }))
    other?.on(ROUTE, refuse(17, 'No topic route info'))
    await compare()
    await compare()
    expect((await agreement()).items).toMatchObject([
      { kind: 'broker', name: 'broker-a/0', values: [{}, { value: null }] },
    ])
  })

  it('one that does not answer disagrees with nobody', async () => {
    const { compare, agreement, other, second } = await registered(['orders'])
    other?.on(RequestCode.GET_BROKER_CLUSTER_INFO, silence)
    await compare()
    expect(await agreement()).toMatchObject({ state: 'NOT_COMPARED', comparedAt: null, partial: [{ address: second }] })
  })

  it('there is nothing to compare with one name server', async () => {
    const { fake, compare, agreement } = await registered(['orders'], 1)
    await compare()
    expect(await agreement()).toMatchObject({ state: 'ONE_NAME_SERVER', items: [] })
    expect(fake.requestCount).toBe(0)
  })
})

const routeOf = (address: string, perm: number) => ({
  brokerDatas: [{ brokerAddrs: { 0: address }, brokerName: 'broker-a', cluster: 'DefaultCluster' }],
  filterServerTable: {},
  queueDatas: [{ brokerName: 'broker-a', perm, readQueueNums: 8, writeQueueNums: 8, topicSysFlag: 0 }],
})

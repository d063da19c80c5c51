import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { audited } from '#lib/audit/audited.ts'
import { closeAllClusters, takeSamplerShare } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { sampleCluster } from '#lib/monitoring/sample-cluster.ts'
import { putPasses, putSamples } from '#lib/monitoring/testing/put-samples.ts'
import { checkNodes } from '#lib/nodes/check-nodes.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { getOverview } from './get-overview.ts'

useDatabase()
takeSamplerShare()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const oneQueue = { readQueueNums: 1, writeQueueNums: 1 }

async function watched(options: FakeClusterOptions = {}) {
  const fake = await startFakeCluster({ brokers: 2, topics: [{ topicName: 'orders', ...oneQueue }], ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  const watch = async (now = new Date()) => {
    await checkNodes(ctx, { clusterId, now })
    await sampleCluster(ctx, { clusterId, now })
  }
  const overview = () => getOverview(ctx, { clusterId })
  return { fake, clusterId, watch, overview }
}

describe('getOverview', () => {
  it('before anything was looked at nothing is said to be in order', async () => {
    const { overview } = await watched()
    const { health, problems, lag, consumerClients } = await overview()
    expect(health).toBe('UNKNOWN')
    expect(problems.map(({ code }) => code)).toEqual(['NOT_CHECKED', 'NOT_SAMPLED'])
    expect(lag).toMatchObject({ value: null, state: 'unknown', reason: 'NOT_SAMPLED' })
    expect(consumerClients.state).toBe('unknown')
  })

  it('sums what its pages show one by one, and finds the group that is behind', async () => {
    const { fake, watch, overview } = await watched({ runtime: { putTps: '10.0 1 1', getTransferredTps: '4.0 1 1' } })
    for (const { store } of fake.brokers) {
      store.putEnds('orders', 0, { maxOffset: 100n })
      store.putGroup({ groupName: 'fine', offsets: { orders: { 0: 100n } }, clients: ['a'], subscriptions: ['orders'] })
      store.putGroup({
        groupName: 'late',
        offsets: { orders: { 0: 40n } },
        delaysMs: { orders: { 0: 900_000 } },
        clients: ['b'],
        subscriptions: ['orders'],
      })
    }
    await watch()
    const shown = await overview()
    expect(shown.oldestLagMs.value).toBeGreaterThan(890_000)
    expect(shown.oldestLagMs.value).toBeLessThanOrEqual(900_000)
    expect(shown).toMatchObject({
      health: 'HEALTHY',
      inTps: { value: 20 },
      outTps: { value: 8 },
      lag: { value: 120n, state: 'ok' },
      groups: { value: 2, state: 'ok' },
      topics: { value: 1 },
      consumerClients: { value: 2, state: 'ok' },
      brokers: { up: 2, known: 2 },
      halfMessages: { value: null, state: 'unknown', reason: 'NO_EXPORTER' },
      behind: [{ groupName: 'late', lag: { value: 120n } }],
    })
  })

  it('U-6: who sees a part gets its lists and sums, and no number of the whole cluster or its brokers', async () => {
    const { fake, clusterId, watch } = await watched({
      runtime: { putTps: '10.0 1 1', getTransferredTps: '4.0 1 1', commitLogDiskRatio: '0.9' },
    })
    for (const { store } of fake.brokers) {
      store.putEnds('orders', 0, { maxOffset: 100n })
      for (const groupName of ['pay_late', 'foreign_late']) {
        store.putGroup({
          groupName,
          offsets: { orders: { 0: 40n } },
          delaysMs: { orders: { 0: 900_000 } },
          clients: [groupName],
          subscriptions: ['orders'],
        })
      }
    }
    await watch()
    const scope = { clusters: { clusterIds: [clusterId] }, topics: ['orders'], groups: ['pay_*'] }
    const narrow = await (await makePerson('operator', { scope })).context()
    const write = (name: string, action = 'group.update') =>
      audited({ ...ctx, auditIds: [] }, { action, clusterId, target: { kind: 'group', name } }, async () => {})
    await write('pay_late')
    // However much else happened since, and whatever they read themselves.
    for (let i = 0; i < 110; i++) await write('foreign_late')
    for (let i = 0; i < 110; i++) await write('pay_late', 'group.read')
    const part = await getOverview(narrow, { clusterId })
    expect(part).toMatchObject({
      isWhole: false,
      health: 'WARNING',
      lag: { value: 120n, state: 'ok' },
      groups: { value: 1 },
      consumerClients: { value: 1 },
      behind: [{ groupName: 'pay_late' }],
      changes: [{ action: 'group.update', target: 'pay_late' }],
      risks: [],
      switches: [],
      brokers: { up: null, known: 0 },
    })
    for (const key of [
      'inTps',
      'outTps',
      'diskUsedRatio',
      'topics',
      'putToday',
      'producerClients',
      'timingMessages',
    ] as const) {
      expect([key, part[key]]).toEqual([key, { value: null, state: 'na', at: null }])
    }
    expect(JSON.stringify(part, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).not.toContain(
      'foreign',
    )
    const whole = await getOverview(ctx, { clusterId })
    expect(whole).toMatchObject({ isWhole: true, lag: { value: 240n }, brokers: { up: 2, known: 2 } })
    expect(whole.risks.map(({ kind }) => kind)).toContain('DISK')
  })

  it('C-24: a disk that will be full soon is a risk by the forecast that is sampled, of those who see the brokers', async () => {
    const { clusterId, watch, overview } = await watched({ runtime: { commitLogDiskRatio: '0.3' } })
    await watch()
    expect((await overview()).risks).toEqual([])
    const minute = (ago: number) => new Date(Math.floor(Date.now() / 60_000) * 60_000 - ago * 60_000)
    await putPasses(clusterId, minute(4), minute(0))
    await putSamples(clusterId, { metric: 'diskFullInDays', scope: 'broker', brokerName: 'broker-b' }, [[minute(3), 9]])
    expect((await overview()).risks).toMatchObject([{ kind: 'DISK', name: 'broker-b', days: 9, severity: 'info' }])
    const scope = { clusters: { clusterIds: [clusterId] }, topics: ['orders'] }
    const narrow = await (await makePerson('viewer', { scope })).context()
    expect((await getOverview(narrow, { clusterId })).risks).toEqual([])
  })

  it('C-23: a switch that is not the same on all masters is shown as mixed', async () => {
    const { fake, watch, overview } = await watched({ config: { autoCreateTopicEnable: 'true', aclEnable: 'false' } })
    fake
      .broker('broker-b')
      .server.on(RequestCode.GET_BROKER_CONFIG, reply({ body: 'autoCreateTopicEnable=false\naclEnable=false\n' }))
    await watch()
    const { switches } = await overview()
    const switchOf = (key: string) => switches.find((each) => each.key === key)
    expect(switchOf('aclEnable')).toMatchObject({ value: 'false' })
    expect(switchOf('autoCreateTopicEnable')).toMatchObject({
      value: 'MIXED',
      brokers: [
        { brokerName: 'broker-a', value: 'true' },
        { brokerName: 'broker-b', value: 'false' },
      ],
    })
  })

  it('X-3: with a paused broker it answers within 3 s, with the rest, and names the broker', async () => {
    const { fake, watch, overview } = await watched()
    await watch()
    const { server } = fake.broker('broker-b')
    server.dropConnections()
    server.pause()
    const startedAt = performance.now()
    const { partial, brokers, health } = await overview()
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect(partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT' }])
    expect(brokers.known).toBe(2)
    expect(health).toBe('HEALTHY')
  })

  it('costs the same with 500 groups as with one', async () => {
    const { fake, watch, overview } = await watched()
    for (const { store } of fake.brokers) {
      for (let i = 0; i < 500; i++) store.putGroup({ groupName: `group_${i}`, offsets: {} })
    }
    await watch()
    await overview()
    const before = fake.requestCount
    const { groups } = await overview()
    expect(groups.value).toBe(500)
    // Per broker its timers; settings and names are still young.
    expect(fake.requestCount - before).toBeLessThanOrEqual(2 * fake.brokers.length)
  })
})

import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters, takeSamplerShare } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { checkNodes } from '#lib/nodes/check-nodes.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { getSampler } from './get-sampler.ts'
import { sampleCluster } from './sample-cluster.ts'
import { updateSampler } from './update-sampler.ts'

useDatabase()
takeSamplerShare()
afterAll(closeAllClusters)
const ctx = workerContext(new AbortController().signal)
const admin = async () => (await makePerson('admin')).context()
/** What the worker may ask of a broker by default: nine tenths of 1,000. */
const BUDGET = 900
/** A second of it may come at once at either end. */
const BURST = 1

describe('N-8: the cost panel', () => {
  it('counts what a broker receives, within 5 % and the budget: 900 topics, 3 groups each, 3 brokers', async () => {
    const topics = Array.from({ length: 900 }, (_, i) => `t${i}`)
    const fake = await startFakeCluster({
      brokers: 3,
      topics: topics.map((topicName) => ({ topicName, readQueueNums: 1, writeQueueNums: 1 })),
    })
    onTestFinished(() => fake.stop())
    for (const topicName of topics) {
      for (const { store } of fake.brokers) {
        store.putEnds(topicName, 0, { minOffset: 0n, maxOffset: 10n, lastUpdateTimestamp: new Date() })
        for (let g = 0; g < 3; g++) {
          store.putGroup({ groupName: `${topicName}_g${g}`, offsets: { [topicName]: { 0: g === 0 ? 4n : 10n } } })
        }
      }
    }
    const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
    await checkNodes(ctx, { clusterId, now: new Date() })
    const startedAt = performance.now()
    await sampleCluster(ctx, { clusterId, now: new Date() })
    const seconds = (performance.now() - startedAt) / 1000
    const panel = await getSampler(ctx, { clusterId })
    const brokers = panel.servers.filter(({ kind }) => kind === 'broker')
    expect(brokers.map(({ brokerName }) => brokerName).sort()).toEqual(['broker-a', 'broker-b', 'broker-c'])
    for (const { brokerName, requestsPerSecond, peakRequestsPerSecond, budgetPerSecond, ...rest } of brokers) {
      const received = fake.broker(brokerName ?? '').server.requests.length
      expect(received).toBeGreaterThan(900)
      const shown = requestsPerSecond * (panel.windowSeconds ?? 0)
      expect(Math.abs(shown - received) / received).toBeLessThan(0.05)
      expect(received).toBeLessThanOrEqual(BUDGET * (seconds + BURST))
      expect(peakRequestsPerSecond).toBeLessThanOrEqual(BUDGET * 1.25)
      expect(budgetPerSecond).toBe(BUDGET)
      expect(rest).toMatchObject({ errors: 0, isSlowed: false, budgetUsedRatio: requestsPerSecond / BUDGET })
      expect(rest.bytesPerSecond).toBeGreaterThan(0)
      expect(rest.p95Ms).toBeGreaterThan(0)
    }
    // What is asked in turns is said, with how often.
    expect(panel.skipped).toContainEqual({ what: 'GROUPS_IN_TURNS', count: 2_700, names: [], everySeconds: 45 })
    expect(panel.ages.topics.counts.reduce((a, b) => a + b, 0)).toBe(900)
    expect(panel.ages.clients.never).toBe(1_700)
    expect(panel).toMatchObject({ paused: false, periodSeconds: null, effectivePeriodSeconds: 15, source: 'none' })
    expect(panel.roundMs).toBeGreaterThanOrEqual(panel.offsetsMs ?? 0)
    expect(panel.exporterKeys.map(({ key }) => key)).toEqual([
      'metricsSource',
      'metricsExporterType',
      'metricsPromExporterPort',
    ])
  })

  it('before the first round nothing is known, and nothing is 0', async () => {
    const { clusterId } = await registerCluster()
    expect(await getSampler(ctx, { clusterId })).toMatchObject({
      sampledAt: null,
      roundMs: null,
      windowSeconds: null,
      servers: [],
      store: null,
    })
  })

  it('names who is silent', async () => {
    const fake = await startFakeCluster({ brokers: 2, topics: ['orders'] })
    onTestFinished(() => fake.stop())
    const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
    await checkNodes(ctx, { clusterId, now: new Date() })
    fake.broker('broker-b').server.pause()
    await sampleCluster(ctx, { clusterId, now: new Date() })
    const { skipped } = await getSampler(ctx, { clusterId })
    expect(skipped).toContainEqual({ what: 'SERVER_SILENT', count: 1, names: ['broker-b'], everySeconds: null })
  })
})

describe('settings of the sampler', () => {
  it('refuses a reader', async () => {
    const { clusterId } = await registerCluster()
    const operator = await (await makePerson('operator')).context()
    await expect(updateSampler(operator, { clusterId, paused: true })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await getSampler(operator, { clusterId })).toMatchObject({ paused: false })
  })

  it('leaves an audit row with before and after, and what is absent stays', async () => {
    const { clusterId, name } = await registerCluster()
    const ctx = await admin()
    const retention = { minuteDays: 3, fiveMinuteDays: 20, hourDays: 200 }
    await updateSampler(ctx, { clusterId, periodSeconds: 30, retention })
    expect(await updateSampler(ctx, { clusterId, paused: true })).toMatchObject({
      paused: true,
      periodSeconds: 30,
      effectivePeriodSeconds: 30,
      retention,
    })
    const rows = await db().auditEvent.findMany({
      where: { clusterId, action: 'sampler.update' },
      include: { outcome: true },
      orderBy: { sequence: 'asc' },
    })
    expect(rows.map(({ targetName, outcome }) => [targetName, outcome?.outcome])).toEqual([
      [name, 'SUCCESS'],
      [name, 'SUCCESS'],
    ])
    expect(rows[1]?.outcome?.before).toMatchObject({ paused: false, periodSeconds: 30 })
    expect(await updateSampler(ctx, { clusterId, periodSeconds: null, paused: false })).toMatchObject({
      periodSeconds: null,
      paused: false,
    })
  })

  it('a paused sampler asks nobody, and goes on when it is told to', async () => {
    const fake = await startFakeCluster({ topics: ['orders'] })
    onTestFinished(() => fake.stop())
    const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
    await updateSampler(await admin(), { clusterId, paused: true })
    await sampleCluster(ctx, { clusterId, now: new Date() })
    expect(fake.requestCount).toBe(0)
    expect((await getSampler(ctx, { clusterId })).skipped).toMatchObject([{ what: 'PAUSED' }])
    await updateSampler(await admin(), { clusterId, paused: false })
    await sampleCluster(ctx, { clusterId, now: new Date() })
    expect((await getSampler(ctx, { clusterId })).sampledAt).not.toBeNull()
  })

  it('rounds are as far apart as was set', async () => {
    const fake = await startFakeCluster({ topics: ['orders'] })
    onTestFinished(() => fake.stop())
    const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
    await updateSampler(await admin(), { clusterId, periodSeconds: 120 })
    const start = Date.now()
    const sampledAfter = async (seconds: number) => {
      const before = (await getSampler(ctx, { clusterId })).sampledAt?.getTime()
      await sampleCluster(ctx, { clusterId, now: new Date(start + seconds * 1000) })
      return (await getSampler(ctx, { clusterId })).sampledAt?.getTime() !== before
    }
    expect([await sampledAfter(0), await sampledAfter(60), await sampledAfter(105), await sampledAfter(120)]).toEqual([
      true,
      false,
      false,
      true,
    ])
  })
})

import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { ok, unknown } from '#lib/api/endpoint.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { groupSample } from '#lib/groups/testing/group-samples.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { handMadeSample, sampledClient } from '#lib/topics/testing/hand-made-sample.ts'
import { workerContext } from '#lib/users/context.ts'
import { type ListNamespacesInput, listNamespaces } from './list-namespaces.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const now = new Date()
type Parts = Parameters<typeof handMadeSample>[0]

async function registered(options: FakeClusterOptions, parts: Parts | null) {
  const fake = await startFakeCluster({ brokers: 2, ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  if (parts) await storeSample({ ...handMadeSample(parts), clusterId, at: now }, emptyMemory())
  const list = (input: Partial<ListNamespacesInput> = {}) =>
    listNamespaces(ctx, { clusterId, page: 1, pageSize: 50, ...input })
  return { fake, clusterId, list }
}

const names = { topics: ['pay%a', 'pay%b', 'c', '%RETRY%pay%g', '%DLQ%pay%g', 'TBW102'], systemTopics: ['TBW102'] }
const groups = [{ groupName: 'pay%g' }, { groupName: 'pay%h' }, { groupName: 'plain' }]
const behind = { lag: ok(7n, now), lagTimeMs: ok(90_000, now), ackTps: ok(0, now), trend: 'UP' as const }

describe('the namespaces of a cluster', () => {
  it('C-20: counts what people made by prefix; retry, dead-letter and system names belong, and do not count', async () => {
    const { list } = await registered({ ...names, groups }, null)
    const { items, totals, total } = await list()
    expect(total).toBe(2)
    expect(items).toMatchObject([
      { namespace: null, isDeclared: false, topics: { value: 1, state: 'ok' }, groups: { value: 1 } },
      { namespace: 'pay', isDeclared: false, topics: { value: 2, state: 'ok' }, groups: { value: 2 } },
    ])
    expect(totals).toMatchObject({ topics: { value: 3 }, groups: { value: 3 } })
    expect(items[1]).toMatchObject({
      state: 'UNKNOWN',
      lag: unknown('NOT_SAMPLED'),
      clients: unknown('NOT_SAMPLED'),
      inTps: unknown('NOT_SAMPLED'),
    })
  })

  it('C-20: what is left of a namespace in a retry topic is its own', async () => {
    const { list } = await registered({ topics: ['%RETRY%old%g'] }, null)
    expect((await list()).items).toMatchObject([
      { namespace: null, state: 'EMPTY', lag: { state: 'na' } },
      { namespace: 'old', state: 'EMPTY', topics: { value: 0 }, groups: { value: 0 } },
    ])
  })

  it('C-21: sums are those of its topics and groups, with the worst group by name', async () => {
    const client = (groupName: string) => sampledClient(`10.0.0.1@${groupName}`, { groupName })
    const { list } = await registered(
      { ...names, groups },
      {
        topics: [
          { topicName: 'pay%a', inTps: ok(2, now), outTps: ok(1, now) },
          { topicName: 'pay%b', inTps: ok(3, now), outTps: ok(4, now) },
          { topicName: 'c', inTps: ok(10, now) },
          { topicName: '%RETRY%pay%g', inTps: ok(100, now) },
        ],
        groups: [
          groupSample('pay%g', { ...behind, deadLetters: ok(5n, now), onlineClients: [client('pay%g')] }),
          groupSample('pay%h', { lag: ok(3n, now), lagTimeMs: ok(10, now), onlineClients: [client('pay%h')] }),
          groupSample('plain', { newDeadLetters24h: ok(1n, now) }),
          groupSample('CID_RMQ_SYS_TRANS', { lag: ok(9_999n, now) }),
        ],
      },
    )
    const { items, totals } = await list()
    expect(items).toMatchObject([
      { namespace: null, state: 'DEAD_LETTERS', inTps: { value: 10 }, lag: { value: 0n }, worstLag: null },
      {
        namespace: 'pay',
        state: 'STUCK',
        clients: { value: 2, state: 'ok' },
        lag: { value: 10n, state: 'ok' },
        lagTimeMs: { value: 90_000 },
        worstLag: { groupName: 'pay%g', lag: { value: 7n }, trend: 'UP' },
        deadLetters: { value: 5n },
        inTps: { value: 5, state: 'ok' },
        outTps: { value: 5, state: 'ok' },
      },
    ])
    expect(totals).toMatchObject({ state: 'STUCK', lag: { value: 10n }, inTps: { value: 15 }, clients: { value: 2 } })
  })

  it('C-21: a part that is not known makes a sum "at least", and none at all makes it unknown', async () => {
    const silent = { lag: unknown('NO_ANSWER'), lagTimeMs: unknown('NO_ANSWER') }
    const parts = { groups: [groupSample('pay%g', behind), groupSample('pay%h', silent), groupSample('plain', silent)] }
    const { list } = await registered({ ...names, groups }, parts)
    const { items, totals } = await list()
    expect(items).toMatchObject([
      { namespace: null, lag: unknown('NO_ANSWER') },
      { namespace: 'pay', lag: { value: 7n, state: 'estimate', reason: 'PARTIAL' }, lagTimeMs: { state: 'estimate' } },
    ])
    expect(totals.lag).toMatchObject({ value: 7n, state: 'estimate', reason: 'PARTIAL' })
  })

  it('knows those that were declared, also without any name in them, and filters and sorts', async () => {
    const { list, clusterId } = await registered({ ...names, groups }, { groups: [groupSample('pay%g', behind)] })
    const declare = (name: string, patch: object) =>
      setMetadata({ clusterId, kind: 'namespace', name, patch, by: 'ann' })
    await declare('promo', { owner: 'growth', labels: { tier: '2' } })
    await declare('pay', { owner: 'team-pay' })
    const found = async (input: Partial<ListNamespacesInput>) =>
      (await list(input)).items.map(({ namespace }) => namespace)
    expect(await found({})).toEqual([null, 'pay', 'promo'])
    expect((await list({ q: 'promo' })).items).toMatchObject([
      { isDeclared: true, owner: 'growth', state: 'EMPTY', topics: { value: 0 }, lag: { state: 'na' } },
    ])
    expect(await found({ declared: false })).toEqual([null])
    expect(await found({ label: ['tier=2'] })).toEqual(['promo'])
    expect(await found({ owner: 'team-pay' })).toEqual(['pay'])
    expect(await found({ sort: '-topics' })).toEqual(['pay', null, 'promo'])
    expect(await found({ sort: '-lag' })).toEqual(['pay', null, 'promo'])
  })

  it('X-3: a broker that hangs is named; what it holds is missing or old, and nothing is called complete', async () => {
    const { fake, list } = await registered({ ...names, groups }, null)
    fake.broker('broker-b').server.pause()
    const startedAt = performance.now()
    const { items, partial } = await list()
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect(partial).toMatchObject([{ brokerName: 'broker-b' }])
    expect(items[1]).toMatchObject({ namespace: 'pay', topics: { value: 2, state: 'estimate', reason: 'PARTIAL' } })
  })

  it('X-4: with 10,000 topics and 5,000 groups a view asks each broker a few questions, and then nobody', async () => {
    const topics = Array.from({ length: 10_000 }, (_, index) => `ns${index % 500}%topic-${index}`)
    const many = Array.from({ length: 5_000 }, (_, index) => `ns${index % 500}%group-${index}`)
    const { fake, list } = await registered(
      { topics, groups: many.map((groupName) => ({ groupName })) },
      { groups: many.map((name) => groupSample(name)) },
    )
    expect((await list()).total).toBe(501)
    for (const { server } of fake.brokers) expect(server.requests.length).toBeLessThanOrEqual(3)
    const before = fake.requestCount
    for (const sort of ['-lag', 'namespace', '-topics']) await list({ sort })
    expect(fake.requestCount).toBe(before)
  })
})

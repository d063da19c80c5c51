import { randomBytes } from 'node:crypto'
import { SimpleConsumer } from 'rocketmq-client-nodejs'
import { afterAll, expect, inject, it, vi } from 'vitest'
import { closeAllClusters, getCluster, takeSamplerShare } from '#lib/clusters/get-cluster.ts'
import { readHealthFacts } from '#lib/clusters/health-facts.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { sendMessage } from '#lib/rocketmq/testing/send-message.ts'
import { workerContext } from '#lib/users/context.ts'
import type { ExporterNode } from './exporter/exporters.ts'
import { metricPoints } from './metric-points.ts'
import { Sampler } from './sampler.ts'
import type { MetricName } from './schema.ts'
import { makeGroup } from './testing/make-group.ts'

useDatabase()
takeSamplerShare()
const lab = inject('lab')['5.5.0']
const ctx = workerContext(new AbortController().signal)
afterAll(closeAllClusters)

/** COMMIT and ROLLBACK in the flags of a message. */
const decisions = { COMMIT: 8, ROLLBACK: 12 } as const

const exporters: ExporterNode[] = lab.brokers.flatMap(({ brokerName, brokerId, address, metricsUrl }) =>
  brokerId === 0 && metricsUrl !== null
    ? [{ kind: 'broker', name: brokerName, address, target: { state: 'ASK', url: metricsUrl } }]
    : [],
)

interface Round {
  startedAt: number
  endedAt: number
}

/** A rate over the time between two rounds, which have read it at some moment of theirs, is that of so many, give or take a share. */
function expectRateOf(total: number, rate: number | null, before: Round, after: Round, share = 0.001): void {
  expect(rate).not.toBeNull()
  expect(rate).toBeGreaterThanOrEqual(((1 - share) * total * 1000) / (after.endedAt - before.startedAt))
  expect(rate).toBeLessThanOrEqual(((1 + share) * total * 1000) / (after.startedAt - before.endedAt))
}

async function watched() {
  const { clusterId } = await registerLab(lab)
  const cluster = await getCluster(ctx, clusterId)
  const masters = masterServers(await cluster.admin.cluster.get())
  const pool = new Pool(lab.admin ? { credentials: lab.admin } : {})
  const topicName = `figures_${randomBytes(4).toString('hex')}`
  const groupName = `${topicName}_g`
  await makeGroup({ admin: cluster.admin, pool, masters, topicName, groupName, queues: 1 })
  await cluster.getInventory({ fresh: true })
  const sampler = new Sampler(clusterId)
  const round = async () => {
    const startedAt = performance.now()
    const options = { requestsPerSecond: 900, canHaveProxies: true, exporters, signal: ctx.signal }
    const sample = await sampler.round(cluster, options)
    if (!sampler.pass) throw new Error('nothing was sampled')
    const ofCluster = readHealthFacts(null, new Date())
    const nodes = { brokers: new Map(), nodes: [], ofCluster, limits: null, namespaceLimits: new Map() }
    const points = metricPoints(sampler.pass, nodes)
    const value = (metric: MetricName, part = '') =>
      points.find(
        (point) =>
          point.metric === metric && point.scope === 'topic' && point.topicName === topicName && point.part === part,
      )?.value ?? null
    const ofGroup = (metric: MetricName) =>
      points.find((point) => point.metric === metric && point.scope === 'group' && point.groupName === groupName)?.value
    return { sample, value, ofGroup, startedAt, endedAt: performance.now() }
  }
  const addressOf = (index: number) => masters[index % masters.length]?.address ?? ''
  const send = (body: Buffer, index: number, properties: Record<string, string> = {}) =>
    sendMessage(pool, addressOf(index), { topicName, queueId: 0, body, properties })
  return { cluster, masters, pool, round, send, addressOf, topicName, groupName }
}

it('N-13: bytes, sizes and their histogram are those of 10,000 messages of known sizes', async () => {
  const { cluster, masters, pool, round, send, topicName } = await watched()
  const stored = async () => {
    const probes = await Promise.all(masters.map((server) => cluster.admin.brokers.probe(server)))
    return probes.reduce((sum, { runtime }) => sum + Number(runtime.putMessageSizeTotal ?? Number.NaN), 0)
  }
  try {
    // Each broker counts the topic from its first message on.
    for (const [index] of masters.entries()) await send(Buffer.alloc(100), index)
    const before = await round()
    const storedBefore = await stored()
    const bodies = [Buffer.alloc(100, 'a'), Buffer.alloc(3_000, 'b')]
    let next = 0
    const work = async () => {
      for (let index = next++; index < 10_000; index = next++)
        await send(bodies[index % 2] ?? Buffer.alloc(0), index >> 1)
    }
    await Promise.all(Array.from({ length: 32 }, work))
    const storedBytes = (await stored()) - storedBefore
    const after = await round()
    const { value } = after
    // As the brokers themselves account for what they have written.
    expect(Math.abs((value('messageBytesAvg') ?? 0) - storedBytes / 10_000)).toBeLessThanOrEqual(storedBytes / 500_000)
    // The store holds what brokers write for themselves, too.
    expectRateOf(storedBytes, value('inBytesPerSecond'), before, after, 0.02)
    // The column of the list is what the chart shows.
    expect(after.sample?.topics.get(topicName)?.inBytesPerSecond.value).toBe(value('inBytesPerSecond'))
    expectRateOf(10_000, value('inTps'), before, after)
    expectRateOf(5_000, value('messageBytesHistogram', '1024'), before, after)
    expectRateOf(5_000, value('messageBytesHistogram', '4096'), before, after)
    expect(value('messageBytesHistogram', '524288')).toBe(0)
    expect(value('messageBytesP50')).toBeLessThanOrEqual(1_024)
    expect(value('messageBytesP99')).toBeGreaterThan(3_000)
    expect(value('messageBytesP99')).toBeLessThanOrEqual(4_096)
  } finally {
    pool.close()
  }
})

it('N-11: messages that wait for their time are counted', async () => {
  const { pool, round, send } = await watched()
  try {
    for (let index = 0; index < 100; index++) await send(Buffer.from('later'), index, { TIMER_DELAY_SEC: '3600' })
    await vi.waitFor(async () => expect((await round()).value('timingMessages')).toBe(100), {
      timeout: 120_000,
      interval: 2_000,
    })
  } finally {
    pool.close()
  }
})

it('N-11: half messages, commits and rollbacks are those that the producer made', async () => {
  const { pool, round, send, addressOf, topicName } = await watched()
  const producerGroup = `${topicName}_p`
  const prepare = async (index: number) => {
    const properties = { TRAN_MSG: 'true', PGROUP: producerGroup, UNIQ_KEY: `${topicName}${index}` }
    return { ...(await send(Buffer.from('half'), index, properties)), index }
  }
  /** As a producer answers, once it has decided. */
  const decide = async (sent: Awaited<ReturnType<typeof prepare>>, decision: keyof typeof decisions) => {
    const { offsetMsgId, queueOffset, index } = sent
    const extFields = {
      topic: topicName,
      producerGroup,
      tranStateTableOffset: String(queueOffset),
      commitLogOffset: String(BigInt(`0x${offsetMsgId.slice(-16)}`)),
      commitOrRollback: String(decisions[decision]),
      fromTransactionCheck: 'false',
      msgId: `${topicName}${index}`,
      transactionId: `${topicName}${index}`,
    }
    const request = { code: RequestCode.END_TRANSACTION, extFields, body: Buffer.alloc(0) }
    const { command } = await pool.send(addressOf(index), 'admin', request, { timeoutMs: 10_000, isWrite: true })
    expect(command.code, command.remark ?? '').toBe(ResponseCode.SUCCESS)
  }
  try {
    // Each broker counts the topic from its first decision on.
    for (const index of [0, 1]) {
      await decide(await prepare(index), 'COMMIT')
      await decide(await prepare(index), 'ROLLBACK')
    }
    await round()
    const half = await Promise.all(Array.from({ length: 20 }, (_, index) => prepare(index + 2)))
    const before = await round()
    expect(before.value('halfMessages')).toBe(20)
    for (const sent of half.slice(0, 12)) await decide(sent, 'COMMIT')
    for (const sent of half.slice(12, 17)) await decide(sent, 'ROLLBACK')
    // Over less than a second a rate is not told.
    await vi.waitFor(() => expect(performance.now() - before.endedAt).toBeGreaterThan(1_500), 5_000)
    const after = await round()
    expect(after.value('halfMessages')).toBe(3)
    expectRateOf(12, after.value('commitTps'), before, after)
    expectRateOf(5, after.value('rollbackTps'), before, after)
  } finally {
    pool.close()
  }
})

it('N-6: of 150 messages of a POP group that holds 100, these are in flight and 50 are ready', async () => {
  const { pool, round, send, topicName, groupName } = await watched()
  const consumer = new SimpleConsumer({
    endpoints: lab.proxies[0]?.grpc ?? '',
    namespace: '',
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    consumerGroup: groupName,
    subscriptions: new Map([[topicName, '*']]),
    awaitDuration: 3_000,
    ...(lab.admin && { sessionCredentials: { accessKey: lab.admin.accessKey, accessSecret: lab.admin.secretKey } }),
  })
  await consumer.startup()
  try {
    for (let index = 0; index < 150; index++) await send(Buffer.from('to be held'), index)
    let held = 0
    await vi.waitFor(
      async () => {
        held += (await consumer.receive(Math.min(32, 100 - held), 300_000)).length
        expect(held).toBe(100)
      },
      { timeout: 120_000, interval: 10 },
    )
    await vi.waitFor(
      async () => {
        const { ofGroup, sample } = await round()
        expect([ofGroup('inflight'), ofGroup('ready'), ofGroup('lag')]).toEqual([100, 50, 150])
        expect(ofGroup('queueingTimeMs')).toBeGreaterThan(0)
        expect(sample?.groups.get(groupName)?.queueingTimeMs.value).toBe(ofGroup('queueingTimeMs'))
      },
      { timeout: 120_000, interval: 2_000 },
    )
  } finally {
    await consumer.shutdown()
    pool.close()
  }
})

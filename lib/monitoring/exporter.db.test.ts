import { afterAll, afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { unknown } from '#lib/api/endpoint.ts'
import { closeAllClusters, getCluster, takeSamplerShare } from '#lib/clusters/get-cluster.ts'
import { clusterDefaults } from '#lib/clusters/schema.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { checkNodes } from '#lib/nodes/check-nodes.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { refuse, reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { wholeScope } from '#lib/users/read-scope.ts'
import { exporterNodes } from './exporter-nodes.ts'
import { getSample } from './get-sample.ts'
import { metricPoints } from './metric-points.ts'
import { NodeReader } from './node-numbers.ts'
import type { PointNames } from './point.ts'
import { decodeSample, encodeSample } from './sample-codec.ts'
import { Sampler } from './sampler.ts'
import type { MetricName, MetricScope } from './schema.ts'
import { startFakeExporter } from './testing/fake-exporter.ts'

useDatabase()
takeSamplerShare()
afterAll(closeAllClusters)
beforeEach(() => {
  // The clock alone: sockets go on.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-26T12:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})
const ctx = workerContext(new AbortController().signal)
const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

/** One broker with a metrics endpoint, and what is found of it. */
async function watched(options: { exporter: 'PROM' | 'DISABLE'; brokers?: number }) {
  const exporter = await startFakeExporter()
  const fake = await startFakeCluster({
    brokers: options.brokers ?? 1,
    topics: [
      { topicName: 'orders', readQueueNums: 1, writeQueueNums: 1 },
      { topicName: '%DLQ%billing', readQueueNums: 1, writeQueueNums: 1 },
    ],
    config: { metricsExporterType: options.exporter, metricsPromExporterPort: String(exporter.port) },
    runtime: { bootTimestamp: '1700000000000', putMessageSizeTotal: '1000', putMessageTimesTotal: '10' },
  })
  onTestFinished(async () => {
    await Promise.all([fake.stop(), exporter.stop()])
  })
  const { clusterId } = await registerCluster({
    nameServers: fake.nameServers,
    metricsSource: clusterDefaults.metricsSource,
  })
  const sampler = new Sampler(clusterId)
  const nodes = new NodeReader()
  const round = async () => {
    await checkNodes(ctx, { clusterId, now: new Date() })
    const cluster = await getCluster(ctx, clusterId)
    const sample = await sampler.round(cluster, {
      requestsPerSecond: 900,
      canHaveProxies: false,
      exporters: await exporterNodes(clusterId),
      signal: ctx.signal,
    })
    if (!sample || !sampler.pass) throw new Error('nothing was sampled')
    const points = metricPoints(sampler.pass, await nodes.read(clusterId, new Date()))
    const point = (metric: MetricName, scope: MetricScope, names: Partial<PointNames> = {}) => {
      const found = points.find(
        (each) =>
          each.metric === metric &&
          each.scope === scope &&
          (['brokerName', 'topicName', 'groupName', 'part'] as const).every((key) => each[key] === (names[key] ?? '')),
      )
      return found && { value: found.value, source: found.source }
    }
    return { sample, points, point }
  }
  const { store } = fake.broker('broker-a')
  return { fake, exporter, sampler, round, store, clusterId }
}

const orders = { topicName: 'orders' }
const billing = { groupName: 'billing' }
const both = { ...orders, ...billing }

const said = (messages: number, parts: { lag?: number; ageMs?: number } = {}) => [
  `rocketmq_messages_in_total{topic="orders",message_type="normal"} ${messages}`,
  `rocketmq_messages_out_total{topic="orders",consumer_group="billing",is_retry="false"} ${messages / 2}`,
  `rocketmq_messages_out_total{topic="orders",consumer_group="TOOLS_CONSUMER"} ${messages * 50}`,
  `rocketmq_throughput_in_total{topic="orders",message_type="normal"} ${messages * 200}`,
  `rocketmq_throughput_out_total{topic="orders",consumer_group="billing"} ${messages * 100}`,
  `rocketmq_message_size_bucket{topic="orders",le="1024.0"} ${messages}`,
  `rocketmq_message_size_bucket{topic="orders",le="+Inf"} ${messages}`,
  `rocketmq_message_size_sum{topic="orders"} ${messages * 200}`,
  `rocketmq_message_size_count{topic="orders"} ${messages}`,
  `rocketmq_consumer_lag_latency_milliseconds{consumer_group="billing",topic="orders",is_retry="false"} ${parts.ageMs ?? 0}`,
  `rocketmq_consumer_ready_messages{consumer_group="billing",topic="orders",is_retry="false"} ${parts.lag ?? 0}`,
  'rocketmq_consumer_inflight_messages{consumer_group="billing",topic="orders",is_retry="false"} 3',
  `rocketmq_consumer_queueing_latency_milliseconds{consumer_group="billing",topic="orders",is_retry="false"} 700`,
  `rocketmq_send_to_dlq_messages_total{consumer_group="billing",topic="orders"} ${messages / 10}`,
  'rocketmq_half_messages{topic="orders"} 4',
  'rocketmq_timing_messages{topic="orders"} 1000',
  'rocketmq_timer_message_snapshot{timer_bound_s="14400"} 1000',
  `rocketmq_rpc_latency_milliseconds_bucket{request_code="send_message",response_code="success",le="10.0"} ${messages}`,
  `rocketmq_rpc_latency_milliseconds_bucket{request_code="send_message",response_code="success",le="+Inf"} ${messages}`,
  `rocketmq_rpc_latency_milliseconds_sum{request_code="send_message",response_code="success"} ${messages}`,
  `rocketmq_rpc_latency_milliseconds_count{request_code="send_message",response_code="success"} ${messages}`,
  `rocketmq_rpc_latency_milliseconds_bucket{request_code="send_message",response_code="system_busy",le="+Inf"} ${messages / 100}`,
  `rocketmq_rpc_latency_milliseconds_count{request_code="send_message",response_code="system_busy"} ${messages / 100}`,
  'rocketmq_storage_dispatch_behind_bytes{} 77',
]

describe('with the metrics endpoint of a broker', () => {
  it('N-4: what it tells comes from it, under the same numbers as from requests, and each point names its source', async () => {
    const { exporter, round, store } = await watched({ exporter: 'PROM' })
    const write = (max: bigint, committed: bigint) => {
      store.putEnds('orders', 0, { minOffset: 0n, maxOffset: max, lastUpdateTimestamp: new Date() })
      store.putGroup({
        groupName: 'billing',
        offsets: { orders: { 0: committed } },
        delaysMs: { orders: { 0: 9_000 } },
      })
    }
    exporter.lines = said(1_000, { lag: 400, ageMs: 9_000 })
    write(1_000n, 600n)
    const first = await round()
    // No rate of the first reading: what requests tell stands in, and it knows none yet either.
    expect(first.point('inTps', 'topic', orders)).toEqual({ value: null, source: 'admin' })
    expect(first.point('lagTimeMs', 'groupTopic', both)).toEqual({ value: 9_000, source: 'exporter' })
    expect(first.sample.topics.get('orders')?.inBytesPerSecond).toMatchObject({ value: null, reason: 'NOT_SAMPLED' })
    later(20)
    exporter.lines = said(3_000, { lag: 400, ageMs: 9_000 })
    write(3_000n, 2_600n)
    const { sample, point } = await round()
    expect(point('inTps', 'topic', orders)).toEqual({ value: 100, source: 'exporter' })
    expect(sample.topics.get('orders')?.inTps).toMatchObject({ value: 100, state: 'ok' })
    // Without what the console itself reads.
    expect(sample.topics.get('orders')?.outTps).toMatchObject({ value: 50, state: 'ok' })
    expect(sample.topics.get('orders')?.inBytesPerSecond).toMatchObject({ value: 20_000, state: 'ok' })
    expect(sample.groups.get('billing')?.queueingTimeMs).toMatchObject({ value: 700, state: 'ok' })
    expect(decodeSample(sample.clusterId, encodeSample(sample))).toEqual(sample)
    expect(point('outTps', 'group', billing)).toEqual({ value: 50, source: 'exporter' })
    expect(point('outTps', 'groupTopic', both)).toEqual({ value: 50, source: 'exporter' })
    expect(point('ackTps', 'group', billing)).toEqual({ value: null, source: 'admin' })
    expect(point('inBytesPerSecond', 'topic', orders)).toEqual({ value: 20_000, source: 'exporter' })
    expect(point('inBytesPerSecond', 'broker', { brokerName: 'broker-a' })).toEqual({
      value: 20_000,
      source: 'exporter',
    })
    expect(point('inBytesPerSecond', 'cluster')).toEqual({ value: 20_000, source: 'exporter' })
    expect(point('messageBytesAvg', 'topic', orders)).toEqual({ value: 200, source: 'exporter' })
    expect(point('messageBytesHistogram', 'cluster', { part: '1024' })).toEqual({ value: 100, source: 'exporter' })
    expect(point('inTpsByType', 'cluster', { part: 'normal' })).toEqual({ value: 100, source: 'exporter' })
    expect(point('lag', 'group', billing)).toEqual({ value: 400, source: 'admin' })
    expect(point('ready', 'group', billing)).toEqual({ value: 400, source: 'exporter' })
    expect(point('inflight', 'groupTopic', both)).toEqual({ value: 3, source: 'exporter' })
    expect(point('queueingTimeMs', 'group', billing)).toEqual({ value: 700, source: 'exporter' })
    expect(point('queueingTimeMs', 'cluster')).toEqual({ value: 700, source: 'exporter' })
    expect(point('newDeadLettersPerSecond', 'group', billing)).toEqual({ value: 10, source: 'exporter' })
    expect(point('rejectedPerSecond', 'cluster')).toEqual({ value: 1, source: 'exporter' })
    expect(point('requestMsP99', 'broker', { brokerName: 'broker-a', part: 'send_message' })?.source).toBe('exporter')
    expect(point('halfMessages', 'topic', orders)).toEqual({ value: 4, source: 'exporter' })
    expect(point('timingMessages', 'cluster')).toEqual({ value: 1_000, source: 'exporter' })
    expect(point('timingMessages', 'topic', orders)).toEqual({ value: 1_000, source: 'exporter' })
    expect(point('timerSlots', 'broker', { brokerName: 'broker-a', part: '4' })).toEqual({
      value: 1_000,
      source: 'exporter',
    })
    expect(point('dispatchBehindBytes', 'broker', { brokerName: 'broker-a' })).toEqual({
      value: 77,
      source: 'exporter',
    })
  })

  it('N-4: when it is gone requests tell on, and the source changes', async () => {
    const { fake, exporter, sampler, round, store } = await watched({ exporter: 'PROM' })
    const write = (max: bigint) => {
      store.putEnds('orders', 0, { minOffset: 0n, maxOffset: max, lastUpdateTimestamp: new Date() })
      store.putGroup({
        groupName: 'billing',
        offsets: { orders: { 0: max - 40n } },
        delaysMs: { orders: { 0: 5_000 } },
      })
    }
    const lagTimeRequests = () =>
      fake.broker('broker-a').server.requests.filter(({ code }) => code === RequestCode.QUERY_CONSUME_TIME_SPAN).length
    for (const messages of [1_000, 3_000]) {
      exporter.lines = said(messages, { lag: 40, ageMs: 5_000 })
      write(BigInt(messages))
      await round()
      later(20)
    }
    expect(lagTimeRequests()).toBe(0)
    exporter.lines = null
    write(5_000n)
    const { point, sample } = await round()
    expect(sample.topics.get('orders')?.inBytesPerSecond).toEqual(unknown('NO_EXPORTER'))
    expect(sample.groups.get('billing')?.queueingTimeMs).toEqual(unknown('NO_EXPORTER'))
    expect(decodeSample(sample.clusterId, encodeSample(sample))).toEqual(sample)
    expect(point('inTps', 'topic', orders)).toEqual({ value: 100, source: 'admin' })
    expect(point('lagTimeMs', 'groupTopic', both)).toEqual({ value: 5_000, source: 'admin' })
    expect(point('halfMessages', 'topic', orders)).toBeUndefined()
    expect(lagTimeRequests()).toBe(1)
    expect(sampler.exporterStatuses).toMatchObject([
      { name: 'broker-a', state: 'FAILED', detail: expect.stringContaining('503') },
    ])
    // Not asked again in each round.
    const asked = exporter.requests
    later(15)
    await round()
    expect(exporter.requests).toBe(asked)
    exporter.lines = said(9_000)
    later(60)
    write(9_000n)
    await round()
    expect(sampler.exporterStatuses).toMatchObject([{ state: 'READ', detail: null }])
  })

  it('N-3: a broker that started anew has no rate in that round, and never a negative one', async () => {
    const { exporter, round, store } = await watched({ exporter: 'PROM' })
    const write = (max: bigint) =>
      store.putEnds('orders', 0, { minOffset: 0n, maxOffset: max, lastUpdateTimestamp: new Date() })
    for (const messages of [1_000, 3_000]) {
      exporter.lines = said(messages)
      write(BigInt(messages))
      await round()
      later(20)
    }
    exporter.lines = said(100)
    write(3_100n)
    const { point, points } = await round()
    expect(point('inTps', 'topic', orders)).toEqual({ value: 5, source: 'admin' })
    expect(point('inBytesPerSecond', 'topic', orders)).toEqual({ value: null, source: 'exporter' })
    expect(points.filter(({ metric, value }) => metric.endsWith('Tps') && value !== null && value < 0)).toEqual([])
    later(20)
    exporter.lines = said(300)
    write(3_300n)
    expect((await round()).point('inTps', 'topic', orders)).toEqual({ value: 10, source: 'exporter' })
  })
})

describe('without one', () => {
  it('it is off at first: nothing is dialled, requests tell what they can, and the rest is not known', async () => {
    const { exporter, fake, round, sampler, store } = await watched({ exporter: 'DISABLE' })
    const write = (max: bigint, dead: bigint) => {
      store.putEnds('orders', 0, { minOffset: 0n, maxOffset: max, lastUpdateTimestamp: new Date() })
      store.putEnds('%DLQ%billing', 0, { minOffset: 0n, maxOffset: dead, lastUpdateTimestamp: new Date() })
      store.putGroup({ groupName: 'billing', offsets: { orders: { 0: max - 10n } } })
    }
    write(1_000n, 5n)
    await round()
    later(20)
    write(3_000n, 15n)
    const { point } = await round()
    expect(exporter.requests).toBe(0)
    expect(sampler.exporterStatuses).toMatchObject([
      { name: 'broker-a', state: 'OFF', detail: 'metricsExporterType is DISABLE on this broker.' },
    ])
    expect(point('inTps', 'topic', orders)).toEqual({ value: 100, source: 'admin' })
    expect(point('inTpsByType', 'cluster', { part: 'normal' })).toEqual({ value: 100, source: 'admin' })
    expect(point('newDeadLettersPerSecond', 'group', billing)).toEqual({ value: 0.5, source: 'admin' })
    expect(point('deadLetters', 'cluster')).toEqual({ value: 15, source: 'admin' })
    expect(point('outTps', 'group', billing)).toEqual({ value: null, source: 'exporter' })
    expect(point('queueingTimeMs', 'group', billing)?.value).toBeNull()
    // 100 bytes a message, by the broker's own account.
    expect(point('storageBytes', 'topic', orders)).toEqual({ value: 300_000, source: 'derived' })
    expect(point('up', 'broker', { brokerName: 'broker-a' })).toEqual({ value: 1, source: 'admin' })
    expect(point('up', 'cluster', { part: `broker ${fake.broker('broker-a').address}` })).toEqual({
      value: 1,
      source: 'admin',
    })
    expect(point('restarts', 'cluster')).toEqual({ value: 0, source: 'admin' })
  })

  it('what waits for its delivery time is asked of each broker, once per round; of one that refuses it is not known', async () => {
    const { fake, round } = await watched({ exporter: 'DISABLE', brokers: 2 })
    const asked = () =>
      fake.brokers.map(
        ({ server }) => server.requests.filter(({ code }) => code === RequestCode.GET_TIMER_METRICS).length,
      )
    fake.broker('broker-a').store.timingCountByTopic = { orders: 7n }
    fake.broker('broker-b').store.timingCountByTopic = { orders: 3n, other: 1n }
    const first = await round()
    expect(first.point('timingMessages', 'topic', orders)).toEqual({ value: 10, source: 'admin' })
    expect(first.point('timingMessages', 'cluster')).toEqual({ value: 11, source: 'admin' })
    expect(asked()).toEqual([1, 1])
    fake.broker('broker-a').store.timingCountByTopic = { orders: 0n }
    fake
      .broker('broker-b')
      .server.on(RequestCode.GET_TIMER_METRICS, () => refuse(ResponseCode.SYSTEM_ERROR, 'no timer'))
    later(15)
    const second = await round()
    expect(second.point('timingMessages', 'topic', orders)).toEqual({ value: null, source: 'admin' })
    expect(second.point('timingMessages', 'cluster')).toEqual({ value: null, source: 'admin' })
    later(15)
    await round()
    expect(asked()).toEqual([3, 2])
  })

  it('bytes come from the broker itself, from look to look; a restart is counted, and is no negative rate', async () => {
    const { fake, round } = await watched({ exporter: 'DISABLE' })
    const { server } = fake.broker('broker-a')
    const runtime = (parts: Record<string, string>) => {
      const table = { brokerVersionDesc: 'V5_5_0', putTps: '0 0 0', getTransferredTps: '0 0 0', ...parts }
      server.on(RequestCode.GET_BROKER_RUNTIME_INFO, () => reply({ body: JSON.stringify({ table }) }))
    }
    const broker = { brokerName: 'broker-a' }
    await round()
    later(20)
    runtime({ bootTimestamp: '1700000000000', putMessageSizeTotal: '41000', putMessageTimesTotal: '110' })
    const second = await round()
    expect(second.point('inBytesPerSecond', 'broker', broker)).toEqual({ value: 2_000, source: 'admin' })
    expect(second.point('messageBytesAvg', 'broker', broker)).toEqual({ value: 400, source: 'admin' })
    later(20)
    runtime({ bootTimestamp: '1700000500000', putMessageSizeTotal: '500', putMessageTimesTotal: '1' })
    const third = await round()
    expect(third.point('inBytesPerSecond', 'broker', broker)).toEqual({ value: null, source: 'admin' })
    expect(third.point('restarts', 'cluster')).toEqual({ value: 1, source: 'admin' })
  })

  it('X-1: while a broker is silent sums are at least, and topics unknown', async () => {
    const { fake, round } = await watched({ exporter: 'DISABLE', brokers: 2 })
    for (const { store } of fake.brokers) {
      store.putEnds('orders', 0, { minOffset: 0n, maxOffset: 100n, lastUpdateTimestamp: new Date() })
      store.putGroup({ groupName: 'billing', offsets: { orders: { 0: 90n } } })
    }
    await round()
    fake.broker('broker-b').server.dropConnections()
    fake.broker('broker-b').server.pause()
    later(15)
    await round()
    later(60)
    const { point } = await round()
    expect(point('lag', 'cluster')).toEqual({ value: 10, source: 'admin' })
    expect(point('retained', 'topic', orders)).toEqual({ value: null, source: 'admin' })
    expect(point('inTps', 'cluster')).toEqual({ value: null, source: 'admin' })
  })
})

it('N-17: the numbers of lists are those of charts', async () => {
  const { exporter, round, sampler, store, clusterId } = await watched({ exporter: 'PROM' })
  for (const messages of [1_000, 3_000]) {
    exporter.lines = said(messages)
    store.putEnds('orders', 0, { minOffset: 0n, maxOffset: BigInt(messages), lastUpdateTimestamp: new Date() })
    store.putGroup({ groupName: 'billing', offsets: { orders: { 0: BigInt(messages) } } })
    await round()
    later(20)
  }
  expect(await getSample({ clusterId, scope: wholeScope })).toBeNull()
  const { pass } = sampler
  if (!pass) throw new Error('nothing was sampled')
  for (const { metric, scope, topicName, value } of metricPoints(
    pass,
    await new NodeReader().read(clusterId, new Date()),
  )) {
    if (scope !== 'topic' || topicName !== 'orders' || (metric !== 'inTps' && metric !== 'outTps')) continue
    expect(value).toBe(pass.sample.topics.get('orders')?.[metric].value)
  }
})

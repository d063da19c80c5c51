import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { findPrometheus, startPrometheus } from '#dev/prometheus/debian-prometheus.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { checkNodes } from '#lib/nodes/check-nodes.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { getTop } from '../get-top.ts'
import { listMetrics } from '../list-metrics.ts'
import { queryMetrics } from '../query-metrics.ts'
import { sampleCluster } from '../sample-cluster.ts'
import { startFakeExporter } from '../testing/fake-exporter.ts'

useDatabase()
afterAll(closeAllClusters)
const ctx = workerContext(new AbortController().signal)
const tools = findPrometheus()

const register = (url: string, nameServers?: string[]) =>
  registerCluster({
    metricsSource: { kind: 'prometheus', url, labels: { job: 'apogee' } },
    ...(nameServers && { nameServers }),
  })
const lastQuarter = () => ({ from: new Date(Date.now() - 10 * 60_000), to: new Date() })
const known = (points: readonly (readonly [Date, unknown])[] | undefined) =>
  (points ?? []).flatMap(([, value]) => (value === null ? [] : [value]))

it.skipIf(!tools)(
  'N-14: an existing Prometheus draws the chart, we store no samples of it, and while it is away it is unknown',
  async () => {
    if (!tools) return
    const exporter = await startFakeExporter()
    exporter.lines = [
      'rocketmq_half_messages{topic="orders"} 3',
      'rocketmq_half_messages{topic="orders",node_id="broker-b"} 1',
      'rocketmq_half_messages{topic="other"} 9',
      'rocketmq_consumer_queueing_latency_milliseconds{topic="orders",consumer_group="billing",is_retry="false"} 700',
      'rocketmq_consumer_cached_messages{topic="orders",consumer_group="billing",client_id="c1"} 5',
    ]
    const fake = await startFakeCluster({ topics: ['orders'] })
    const prometheus = await startPrometheus(tools, exporter.port)
    onTestFinished(async () => {
      await Promise.all([fake.stop(), exporter.stop(), prometheus.stop()])
    })
    const { clusterId } = await register(prometheus.url, fake.nameServers)
    const half = () =>
      queryMetrics(ctx, {
        clusterId,
        metric: 'halfMessages',
        scope: 'topic',
        objects: [{ topicName: 'orders' }, { topicName: 'none' }],
        ...lastQuarter(),
      })
    await vi.waitFor(async () => expect(known((await half()).series[0]?.points)).toContain(4n), { timeout: 60_000 })
    const answer = await half()
    expect(answer).toMatchObject({ source: 'prometheus', unit: 'msg', stepSeconds: 60 })
    expect(answer.series.map(({ labels }) => labels)).toEqual([{ topicName: 'orders' }, { topicName: 'none' }])
    expect(known(answer.series[1]?.points)).toEqual([])
    expect(answer.sampledAt?.getTime()).toBeGreaterThan(Date.now() - 120_000)
    const queueing = await queryMetrics(ctx, {
      clusterId,
      metric: 'queueingTimeMs',
      scope: 'group',
      pattern: 'bil*',
      ...lastQuarter(),
    })
    expect(queueing.series[0]).toMatchObject({ labels: { groupName: 'billing' }, source: 'prometheus' })
    expect(known(queueing.series[0]?.points)).toContain(700)
    // N-12: clients report, so what they say is there.
    const { items } = await listMetrics(ctx, { clusterId })
    const sourceOf = (metric: string) => items.find((item) => item.metric === metric)?.availability.source
    expect([sourceOf('cachedMessages'), sourceOf('halfMessages')]).toEqual(['prometheus', 'prometheus'])

    await checkNodes(ctx, { clusterId, now: new Date() })
    await sampleCluster(ctx, { clusterId, now: new Date() })
    const stored = await db().metricSeries.findMany({
      where: { clusterId },
      select: { metric: true },
      distinct: ['metric'],
    })
    expect(stored.map(({ metric }) => metric)).toContain('retained')
    expect(stored.map(({ metric }) => metric)).not.toContain('halfMessages')
    // What we measure ourselves stays ours.
    const own = await queryMetrics(ctx, {
      clusterId,
      metric: 'retained',
      scope: 'topic',
      objects: [{ topicName: 'orders' }],
      ...lastQuarter(),
    })
    expect(own.source).toBe('admin')

    await prometheus.stop()
    const away = await half()
    expect(away.partial).toMatchObject([{ address: new URL(prometheus.url).host, code: 'CLUSTER_UNREACHABLE' }])
    expect(away.series.flatMap(({ points }) => known(points))).toEqual([])
  },
)

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens
}

/** Answers every range query with the same series; a value may depend on which step of the range it is. */
function answering(
  lines: readonly { labels: Record<string, string>; value: (step: number) => number }[],
): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString())
      const [start = 0, end = 0, step = 60] = ['start', 'end', 'step'].map((name) => Number(form.get(name)))
      const seconds = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step)
      const result = lines.map(({ labels, value }) => ({
        metric: labels,
        values: seconds.map((second, index) => [second, String(value(index))]),
      }))
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }))
    })
  }
}

it('N-9: clients are ranked by what they report, with the trend, and nobody else is', async () => {
  const cached = (clientId: string, then: number, now: number) => ({
    labels: { consumer_group: 'billing', client_id: clientId },
    value: (step: number) => (step === 0 ? then : now),
  })
  const { clusterId } = await register(await serve(answering([cached('low', 5, 5), cached('full', 100, 900)])))
  const top = await getTop(ctx, { clusterId, metric: 'cachedMessages', scope: 'client', n: 10, window: '1h' })
  expect(top).toMatchObject({
    ranked: 2,
    items: [
      { object: { groupName: 'billing', clientId: 'full' }, value: 900n, previous: 100n, trend: 'UP' },
      { object: { groupName: 'billing', clientId: 'low' }, value: 5n, trend: 'FLAT' },
    ],
  })
  // What we measure ourselves is not asked there.
  const own = await getTop(ctx, { clusterId, metric: 'lag', scope: 'group', n: 10, window: 'now' })
  expect(own).toMatchObject({ ranked: 0, items: [] })
})

it('the buckets of a histogram are what lies between their bounds', async () => {
  const bucket = (le: string, perSecond: number) => ({
    labels: { consumer_group: 'billing', le },
    value: () => perSecond,
  })
  const { clusterId } = await register(
    await serve(answering([bucket('+Inf', 9), bucket('100.0', 8), bucket('10.0', 5)])),
  )
  const { series } = await queryMetrics(ctx, {
    clusterId,
    metric: 'consumeMsHistogram',
    scope: 'group',
    objects: [{ groupName: 'billing' }],
    ...lastQuarter(),
  })
  const byPart = series.map(({ labels, points }) => [labels.part, [...new Set(known(points))]])
  expect(byPart.sort()).toEqual([
    ['+Inf', [1]],
    ['10', [5]],
    ['100', [3]],
  ])
})

describe('a server that is no good Prometheus', () => {
  const ask = async (url: string) => {
    const { clusterId } = await register(url)
    const answer = await queryMetrics(ctx, { clusterId, metric: 'halfMessages', scope: 'cluster', ...lastQuarter() })
    expect(answer.series.flatMap(({ points }) => known(points))).toEqual([])
    return answer.partial?.[0]?.detail
  }

  it('says what it is instead, and nothing is 0', async () => {
    expect(await ask(await serve((_, response) => response.end('<html>')))).toContain(
      'does not answer as a Prometheus does',
    )
    expect(await ask(await serve((_, response) => response.writeHead(502).end('no')))).toContain('answered 502')
    const error = JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'too many samples' })
    const refusing: RequestListener = (_, response) =>
      response.writeHead(422, { 'content-type': 'application/json' }).end(error)
    expect(await ask(await serve(refusing))).toContain('too many samples')
  })

  it('follows no redirect, and dials no link-local address', async () => {
    const away: RequestListener = (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
    expect(await ask(await serve(away))).toContain('answered 302')
    expect(await ask('http://169.254.169.254/latest')).toContain('link-local')
  })
})

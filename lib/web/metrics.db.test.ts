import { spawnSync } from 'node:child_process'
import { afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { findPrometheus } from '#dev/prometheus/debian-prometheus.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { clusterDefaults } from '#lib/clusters/schema.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { env } from '#lib/env.ts'
import { declareMetric, observeSeconds, renderMetrics } from '#lib/metrics.ts'
import { PrometheusParser } from '#lib/monitoring/exporter/parse-prometheus.ts'
import { sampleCluster } from '#lib/monitoring/sample-cluster.ts'
import { checkNodes } from '#lib/nodes/check-nodes.ts'
import { declareProcessMetrics } from '#lib/process-metrics.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { beat } from '#lib/worker/heartbeat.ts'
import { directLoopbackHeader } from './client-address.ts'
import { declareConsoleMetrics } from './console-metrics.ts'
import { foreignMetrics } from './foreign-metrics.ts'
import { mayReadMetrics } from './may-read-metrics.ts'

useDatabase()
afterAll(closeAllClusters)
const ctx = workerContext(new AbortController().signal)
/** As if this were another process: what it counted so far is not ours. */
const forgetCounted = () => (globalThis as { apogeeMetrics?: Map<string, unknown> }).apogeeMetrics?.clear()
beforeEach(forgetCounted)

const text = async () => renderMetrics(await foreignMetrics())

function read(body: string) {
  const readings: { name: string; labels: Record<string, string>; value: number }[] = []
  const parser = new PrometheusParser(({ name, labels, value }) =>
    readings.push({ name, labels: Object.fromEntries(labels), value }),
  )
  parser.push(body)
  parser.end()
  return readings
}

async function sampled() {
  const fake = await startFakeCluster({ topics: [{ topicName: 'orders', readQueueNums: 1, writeQueueNums: 1 }] })
  onTestFinished(() => fake.stop())
  const { store } = fake.broker('broker-a')
  store.putEnds('orders', 0, { minOffset: 0n, maxOffset: 10n, lastUpdateTimestamp: new Date() })
  store.putGroup({ groupName: 'bil"ling', offsets: { orders: { 0: 4n } } })
  const { clusterId, name } = await registerCluster({
    nameServers: fake.nameServers,
    metricsSource: clusterDefaults.metricsSource,
  })
  await checkNodes(ctx, { clusterId, now: new Date() })
  await sampleCluster(ctx, { clusterId, now: new Date() })
  return { clusterId, name, address: fake.broker('broker-a').address }
}

describe('N-15: /api/metrics', () => {
  it('has what is asked for, of the workers too, and promtool reads it', async () => {
    const { clusterId, name, address } = await sampled()
    // The worker writes down what it counted; then a web process is asked.
    await beat('worker-1', '1.0.0', new Date())
    forgetCounted()
    declareProcessMetrics('1.0.0')
    declareConsoleMetrics()
    observeSeconds(
      'apogee_http_seconds',
      'Time to the end of the answer',
      { route: '/x', method: 'GET', status: '200' },
      0.2,
    )
    const body = await text()
    const readings = read(body)
    const of = (metric: string, labels: Record<string, string>) =>
      readings.find(
        (each) => each.name === metric && Object.entries(labels).every(([key, value]) => each.labels[key] === value),
      )
    const cluster = clusterId
    const asked = { cluster, request: 'GET_TOPIC_STATS_INFO', outcome: 'ok', worker: 'worker-1' }
    expect(of('apogee_rpc_seconds_count', asked)?.value).toBeGreaterThan(0)
    expect(of('apogee_rpc_budget_used_ratio', { cluster, server: address })?.value).toBeGreaterThan(0)
    expect(of('apogee_sampler_round_seconds', { cluster })?.value).toBeGreaterThan(0)
    expect(of('apogee_sample_age_seconds', { cluster })?.value).toBeLessThan(30)
    expect(of('apogee_cluster_info', { cluster, name })?.value).toBe(1)
    expect(of('apogee_http_seconds_count', { route: '/x' })?.value).toBe(1)
    expect(of('apogee_build_info', { version: '1.0.0' })?.value).toBe(1)
    expect(readings.some((each) => each.name.startsWith('apogee_rocketmq_'))).toBe(false)
    const tools = findPrometheus()
    // Without it our own reader has understood each line above; it is not as strict.
    if (!tools) return
    const { status, stdout, stderr } = spawnSync(tools.promtool, ['check', 'metrics'], {
      input: body,
      encoding: 'utf8',
    })
    expect([status, stdout, stderr]).toEqual([0, '', ''])
  })

  it('of a worker that is silent it says nothing', async () => {
    observeSeconds('apogee_rpc_seconds', 'Requests', { cluster: 'c' }, 1)
    await beat('worker-gone', '1.0.0', new Date(Date.now() - 60_000))
    forgetCounted()
    expect(await text()).not.toContain('worker-gone')
    await db().workerProcess.deleteMany({ where: { workerId: 'worker-gone' } })
  })

  it('two workers that count the same are told apart', async () => {
    declareMetric('apogee_x_total', 'counter', 'X', () => [[{ kind: 'a' }, 3]])
    await beat('worker-2', '1.0.0', new Date())
    await beat('worker-3', '1.0.0', new Date())
    forgetCounted()
    const lines = (await text()).split('\n').filter((line) => line.includes('apogee_x_total'))
    expect(lines).toEqual([
      '# HELP apogee_x_total X',
      '# TYPE apogee_x_total counter',
      'apogee_x_total{kind="a",worker="worker-2"} 3',
      'apogee_x_total{kind="a",worker="worker-3"} 3',
    ])
  })

  it('is refused without the token, and without one from elsewhere', () => {
    const token = 'a-token-of-16-characters'
    const may = (headers: Record<string, string>, set?: string) => mayReadMetrics(new Headers(headers), set)
    expect(may({ authorization: `Bearer ${token}` }, token)).toBe(true)
    expect(may({ authorization: 'Bearer another-one' }, token)).toBe(false)
    expect(may({ [directLoopbackHeader]: '1' }, token)).toBe(false)
    expect([may({}), may({ [directLoopbackHeader]: '1' })]).toEqual([false, true])
  })
})

it('apogee_rocketmq_*: off unless somebody asks for it, and then no more series than that', async () => {
  const settings = env()
  onTestFinished(() => {
    settings.APOGEE_METRICS_ROCKETMQ_SERIES = 0
  })
  settings.APOGEE_METRICS_ROCKETMQ_SERIES = 1_000
  const { name } = await sampled()
  const all = read(await text())
  const lag = all.find((each) => each.name === 'apogee_rocketmq_group_lag' && each.labels.cluster === name)
  expect(lag).toMatchObject({ labels: { group: 'bil"ling' }, value: 6 })
  expect(
    all.find((each) => each.name === 'apogee_rocketmq_topic_retained' && each.labels.cluster === name)?.value,
  ).toBe(10)
  expect(all.find((each) => each.name === 'apogee_rocketmq_series_dropped')?.value).toBe(0)
  settings.APOGEE_METRICS_ROCKETMQ_SERIES = 5
  const few = read(await text()).filter((each) => each.name.startsWith('apogee_rocketmq_'))
  expect(few).toHaveLength(6)
  expect(few.find((each) => each.name === 'apogee_rocketmq_series_dropped')?.value).toBeGreaterThan(0)
})

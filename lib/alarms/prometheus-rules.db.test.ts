import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { clientSample } from '#lib/clients/testing/sample.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { workerContext } from '#lib/users/context.ts'
import { backtestAlarmRule } from './backtest-alarm-rule.ts'
import { NewAlarmRule } from './rule-schema.ts'
import { minute, sampledCluster } from './testing/sampled-cluster.ts'

useDatabase()
const ctx = workerContext(new AbortController().signal)
afterAll(closeAllClusters)
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: minute(0) })
  return () => vi.useRealTimers()
})

interface Line {
  labels: Record<string, string>
  value: (minuteNo: number) => number
}

/** Answers range queries of the metrics that it has, at every minute. */
async function startServer(lines: Record<string, Line[]>) {
  let asked = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked += 1
      const form = new URLSearchParams(Buffer.concat(chunks).toString())
      const [from, to, step] = ['start', 'end', 'step'].map((name) => Number(form.get(name)))
      const name = Object.keys(lines).find((each) => form.get('query')?.includes(each)) ?? ''
      const result = (lines[name] ?? []).map(({ labels, value }) => {
        const values: [number, string][] = []
        for (let second = from ?? 0; second <= (to ?? 0); second += step ?? 60)
          values.push([second, String(value((second * 1000 - minute(0).getTime()) / 60_000))])
        return { metric: labels, values }
      })
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(stop)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop, asked: () => asked } // it listens
}

const watched = (url: string) => sampledCluster({ metricsSource: { kind: 'prometheus', url, labels: {} } })

it('rules read what only the Prometheus of the cluster has: values, growth, and one series of each client', async () => {
  const client = (clientId: string) => ({ consumer_group: 'g', client_id: clientId })
  const { url } = await startServer({
    half_messages: [{ labels: {}, value: (n) => 10 + n }],
    consumer_cached_messages: [
      { labels: client('full'), value: () => 900 },
      { labels: client('empty'), value: () => 0 },
    ],
  })
  const { clusterId, rule, pass, evaluate, instances } = await watched(url)
  await rule({
    name: 'half grows',
    level: 'cluster',
    forPeriods: 0,
    conditions: [{ metric: 'halfMessagesGrowth', periodSeconds: 300, operator: 'ge', thresholds: { warning: 5 } }],
  })
  await rule({
    name: 'cache full',
    level: 'client',
    forPeriods: 0,
    conditions: [{ metric: 'cachedMessages', operator: 'gt', thresholds: { warning: 500 } }],
  })
  const onlineClients = [clientSample({ clientId: 'full' }), clientSample({ clientId: 'empty' })]
  for (let n = 1; n <= 5; n++) {
    await pass(n, { g: { onlineClients } })
    await evaluate(n)
  }
  expect(await instances()).toMatchObject([
    { ruleName: 'half grows', state: 'FIRING', value: 5 },
    { ruleName: 'cache full', groupName: 'g', clientId: 'full', state: 'FIRING', value: 900 },
  ])
  const cacheFull = NewAlarmRule.parse({
    name: 'cache full',
    clusters: { clusterIds: [clusterId] },
    level: 'client',
    forPeriods: 0,
    conditions: [{ metric: 'cachedMessages', operator: 'gt', thresholds: { warning: 500 } }],
  })
  const backtest = await backtestAlarmRule(ctx, { rule: cacheFull, clusterId, hours: 24 })
  expect(backtest).toMatchObject({ objects: 2, firedObjects: 1, firings: 1 })
})

it('A-4: while it is away nothing resolves, and it is asked once a round', async () => {
  const server = await startServer({ half_messages: [{ labels: {}, value: () => 50 }] })
  const { clusterId, rule, pass, evaluate, states } = await watched(server.url)
  const above = (threshold: number) =>
    rule({
      name: `half ${threshold}`,
      level: 'cluster',
      forPeriods: 0,
      conditions: [
        { metric: 'halfMessages', operator: 'gt', thresholds: { warning: threshold } },
        { metric: 'commitTps', operator: 'gt', thresholds: { warning: threshold } },
      ],
    })
  await above(10)
  await pass(1, {})
  await evaluate(1)
  expect(await states()).toEqual(['FIRING'])
  server.stop()
  await pass(2, {})
  await evaluate(2)
  expect(await states()).toEqual(['FIRING'])
  const [state] = await db().alarmRuleState.findMany({ where: { clusterId } })
  expect(state).toMatchObject({ error: null, judgedAt: minute(2) })
})

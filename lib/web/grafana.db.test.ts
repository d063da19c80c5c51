import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, expect, it, onTestFinished, vi } from 'vitest'
import { findPrometheus, startPrometheus } from '#dev/prometheus/debian-prometheus.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { env } from '#lib/env.ts'
import { observeSeconds, renderMetrics } from '#lib/metrics.ts'
import { sampleCluster } from '#lib/monitoring/sample-cluster.ts'
import { checkNodes } from '#lib/nodes/check-nodes.ts'
import { declareProcessMetrics } from '#lib/process-metrics.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { acquireLease } from '#lib/worker/lease.ts'
import { declareConsoleMetrics } from './console-metrics.ts'
import { foreignMetrics } from './foreign-metrics.ts'
import { createListener } from './listener.ts'

useDatabase()
afterAll(closeAllClusters)
const ctx = workerContext(new AbortController().signal)
const tools = findPrometheus()

/** What is counted only when something happens that this test does not do. */
const elsewhere = /apogee_(alarm_evaluations|deliveries|delivery_queue|jobs)/

const readBoard = (name: string) =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, `../../grafana/${name}.json`), 'utf8')) as {
    panels: { title: string; targets?: { expr: string }[] }[]
  }
const expressions = (name: string) =>
  readBoard(name).panels.flatMap(({ targets = [] }) =>
    targets.map(({ expr }) => expr.replaceAll(/\$(cluster|topic|group)/g, '.*')),
  )

it.skipIf(!tools)(
  'N-15: each chart of the shipped Grafana boards shows data of a real Prometheus that scrapes the console',
  async () => {
    const settings = env()
    settings.APOGEE_METRICS_ROCKETMQ_SERIES = 1_000
    onTestFinished(() => {
      settings.APOGEE_METRICS_ROCKETMQ_SERIES = 0
    })
    const topicName = 'orders'
    const fake = await startFakeCluster({
      topics: [{ topicName, readQueueNums: 1, writeQueueNums: 1 }],
      runtime: { sendThreadPoolQueueHeadWaitTimeMills: '0', commitLogDiskRatio: '0.4' },
    })
    onTestFinished(() => fake.stop())
    const { store } = fake.broker('broker-a')
    const write = (maxOffset: bigint) => {
      store.putEnds(topicName, 0, { minOffset: 0n, maxOffset, lastUpdateTimestamp: new Date() })
      const client = { clients: ['10.0.0.1@1'], subscriptions: [topicName] }
      store.putGroup({
        groupName: 'billing',
        offsets: { [topicName]: { 0: maxOffset - 4n } },
        delaysMs: { [topicName]: { 0: 5 } },
        ...client,
      })
    }
    const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
    declareProcessMetrics('1.0.0')
    declareConsoleMetrics()
    createListener({ handle: async () => {}, trustedProxies: [], basePath: '', routeLabel: () => '/' })
    await acquireLease({ task: 'sample', scope: clusterId }, 'worker-1', 600_000)
    const minute = Date.now()
    // Rates need two rounds, and a commit is compared over half a minute.
    for (const [round, maxOffset] of [10n, 400n, 900n].entries()) {
      vi.useFakeTimers({ toFake: ['Date'], now: minute + (round - 2) * 61_000 })
      write(maxOffset)
      await checkNodes(ctx, { clusterId, now: new Date() })
      await sampleCluster(ctx, { clusterId, now: new Date() })
      vi.useRealTimers()
    }
    observeSeconds('apogee_http_seconds', 'Time to the end of the answer', { route: '/x', status: '200' }, 0.2)
    const console_ = createServer(async (_, response) => response.end(await renderMetrics(await foreignMetrics())))
    await new Promise<void>((resolve) => console_.listen(0, '127.0.0.1', resolve))
    if (!tools) return
    const prometheus = await startPrometheus(tools, (console_.address() as AddressInfo).port) // it listens
    onTestFinished(async () => {
      await prometheus.stop()
      console_.close()
      console_.closeAllConnections()
    })
    for (const name of ['console', 'rocketmq']) {
      for (const expr of expressions(name)) {
        await vi.waitFor(
          async () => {
            const found = await prometheus.query(expr)
            expect(found.status, expr).toBe('success')
            if (!elsewhere.test(expr)) expect(found.data.result, expr).not.toEqual([])
          },
          { timeout: 60_000, interval: 500 },
        )
      }
    }
  },
)

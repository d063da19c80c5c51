import { randomBytes } from 'node:crypto'
import { afterAll, expect, inject, it, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { readConsumerProgress } from '#dev/rocketmq/mqadmin-output.ts'
import { startTestClients } from '#lib/clients/testing/start-test-clients.ts'
import { closeAllClusters, getCluster, takeSamplerShare } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { workerContext } from '#lib/users/context.ts'
import type { ExporterNode } from './exporter/exporters.ts'
import { makeGroup } from './testing/make-group.ts'
import { watchTraffic } from './testing/watch-traffic.ts'

useDatabase()
takeSamplerShare()
const lab = inject('lab')['5.5.0']
const ctx = workerContext(new AbortController().signal)
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

const exporters: ExporterNode[] = lab.brokers.flatMap(({ brokerName, brokerId, address, metricsUrl }) =>
  brokerId === 0 && metricsUrl !== null
    ? [{ kind: 'broker', name: brokerName, address, target: { state: 'ASK', url: metricsUrl } }]
    : [],
)
const within = (share: number, value: number | null, wanted: number) => {
  expect(value).not.toBeNull()
  expect(Math.abs((value ?? 0) - wanted)).toBeLessThanOrEqual(share * wanted)
}
/** The time between two rounds is what rates are measured over. */
const perRound = { timeout: 120_000, interval: 8_000 }

it('N-1, N-4, N-6: rates, lag and lag time of metrics endpoints and of requests are the same, and what mqadmin and the sender count', async () => {
  const { clusterId } = await registerLab(lab)
  const cluster = await getCluster(ctx, clusterId)
  const masters = masterServers(await cluster.admin.cluster.get())
  const pool = new Pool(lab.admin ? { credentials: lab.admin } : {})
  const name = randomBytes(4).toString('hex')
  const [topicName, groupName, stalled] = [`traffic_${name}`, `traffic_${name}_g`, `traffic_${name}_stalled`]
  await makeGroup({ admin: cluster.admin, pool, masters, topicName, groupName, queues: 1 })
  await makeGroup({ admin: cluster.admin, pool, masters, topicName, groupName: stalled, queues: 1 })
  const clients = await startTestClients(lab, { group: groupName, topicName, consumers: 1, messages: 1 })
  const traffic = watchTraffic({ cluster, pool, masters, exporters, topicName, groupName })
  try {
    await vi.waitFor(() => expect(clients.consumed().length).toBeGreaterThan(0), { timeout: 120_000 })
    await cluster.getInventory({ fresh: true })
    traffic.start(100)
    await traffic.round()
    // Rates are of the time between two rounds; the first ones find counters that were not there before.
    await vi.waitFor(async () => {
      const busy = await traffic.round()
      within(0.1, busy.exporter.inTps, busy.sentTps)
      within(0.1, busy.admin.inTps, busy.sentTps)
      within(0.05, busy.exporter.inTps, busy.admin.inTps ?? 0)
      within(0.1, busy.exporter.groupOutTps, busy.sentTps)
      within(0.1, busy.exporter.topicOutTps, busy.sentTps)
      // 10 s averages, and whatever the brokers write for themselves.
      expect(busy.brokersInTps).toBeGreaterThan(0.9 * busy.sentTps)
    }, perRound)
    traffic.stop()
    await vi.waitFor(async () => {
      const still = await traffic.round()
      expect([still.exporter.inTps, still.admin.inTps, still.exporter.groupOutTps]).toEqual([0, 0, 0])
      expect([still.exporter.lag, still.admin.lag]).toEqual([0, 0])
    }, perRound)

    // The other group has consumed nothing of it.
    const behind = watchTraffic({ cluster, pool, masters, exporters, topicName, groupName: stalled })
    const first = await behind.round()
    const firstAt = performance.now()
    const { diffTotal } = readConsumerProgress(await mqadmin(lab, `consumerProgress -g ${stalled}`))
    expect(BigInt(first.exporter.lag ?? -1)).toBe(diffTotal)
    expect(first.admin.lag).toBe(first.exporter.lag)
    await vi.waitFor(async () => {
      const second = await behind.round()
      const passedMs = performance.now() - firstAt
      // A second for each second, whichever way it was learned.
      for (const kind of ['exporter', 'admin'] as const) {
        within(0.25, (second[kind].lagTimeMs ?? 0) - (first[kind].lagTimeMs ?? 0), passedMs)
      }
      within(0.05, second.exporter.lagTimeMs, second.admin.lagTimeMs ?? 0)
    }, perRound)
  } finally {
    traffic.stop()
    await clients.stop()
    pool.close()
  }
})

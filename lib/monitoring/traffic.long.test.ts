import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { RunningCluster } from '#dev/rocketmq/running-cluster.ts'
import { describeCluster, startCluster } from '#dev/rocketmq/start-cluster.ts'
import { startTestClients } from '#lib/clients/testing/start-test-clients.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { GroupInventoryCache } from '#lib/clusters/group-inventory.ts'
import { InventoryCache } from '#lib/clusters/inventory.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import type { ExporterNode } from './exporter/exporters.ts'
import { makeGroup } from './testing/make-group.ts'
import { type Seen, type WatchedRound, watchTraffic } from './testing/watch-traffic.ts'

/*
 * The long form of `traffic.broker.test.ts`: three minutes at 100 messages a second, every 15 s a round, as the worker makes them.
 *
 *   npx vitest run --project long lib/monitoring/traffic.long.test.ts
 */
const SECONDS = 180
const ROUND_MS = 15_000
const dir = mkdtempSync(path.join(os.tmpdir(), 'apogee-traffic-'))
let running: RunningCluster

beforeAll(async () => {
  running = await startCluster({ version: '5.5.0', dir, masters: 2, slaves: 0, proxy: false, acl: false, heapMb: 256 })
})
afterAll(async () => {
  await running?.stop()
  rmSync(dir, { recursive: true, force: true })
})

it('N-1: 100 messages a second for three minutes are 90 to 110 on every chart, and 0 two samples after the last', async () => {
  const lab = describeCluster(running)
  const admin = new AdminClient({ nameServers: lab.nameServers, requestsPerSecondPerBroker: 900 })
  const pool = new Pool({})
  const source = { admin, nameServers: lab.nameServers, clusterNames: null, rememberedMasters: async () => [] }
  const inventory = new InventoryCache(source)
  const groupInventory = new GroupInventoryCache(source)
  const cluster = {
    clusterId: 'rmq-traffic',
    admin,
    proxies: [],
    getInventory: (options) => inventory.get(options),
    getGroupInventory: (options) => groupInventory.get(options),
  } as Pick<LiveCluster, 'clusterId' | 'admin' | 'proxies' | 'getInventory' | 'getGroupInventory'> as LiveCluster // what a round reads
  const masters = masterServers(await admin.cluster.get())
  const exporters: ExporterNode[] = lab.brokers.flatMap(({ brokerName, address, metricsUrl }) =>
    metricsUrl === null
      ? []
      : [{ kind: 'broker', name: brokerName, address, target: { state: 'ASK', url: metricsUrl } }],
  )
  const [topicName, groupName] = ['traffic', 'traffic_g']
  await makeGroup({ admin, pool, masters, topicName, groupName, queues: 1 })
  const clients = await startTestClients(lab, { group: groupName, topicName, consumers: 1, messages: 1 })
  const traffic = watchTraffic({ cluster, pool, masters, exporters, topicName, groupName })
  try {
    await vi.waitFor(() => expect(clients.consumed().length).toBeGreaterThan(0), { timeout: 60_000 })
    traffic.start(100)
    const rounds: WatchedRound[] = []
    for (let ms = 0; ms < SECONDS * 1000; ms += ROUND_MS) {
      rounds.push(await traffic.round())
      await delay(ROUND_MS)
    }
    traffic.stop()
    // The first three see the beginning: counters that are not there yet, commits that come in steps.
    const all = (read: (round: WatchedRound) => number | null) => rounds.slice(3).map(read)
    const between = (values: (number | null)[], low: number, high: number) => {
      for (const value of values) {
        expect(value, String(values)).toBeGreaterThanOrEqual(low)
        expect(value, String(values)).toBeLessThanOrEqual(high)
      }
    }
    const of = (kind: 'exporter' | 'admin', key: keyof Seen) => all((round) => round[kind][key])
    between(
      all(({ sentTps }) => sentTps),
      95,
      105,
    )
    between(of('exporter', 'inTps'), 90, 110)
    between(of('admin', 'inTps'), 90, 110)
    between(of('exporter', 'groupOutTps'), 90, 110)
    between(of('exporter', 'topicOutTps'), 90, 110)
    // Over half a minute, and from the first commit of its retry topic on.
    between(of('admin', 'ackTps').slice(2), 80, 120)
    between(
      all(({ brokersInTps }) => brokersInTps),
      90,
      110,
    )
    await traffic.round()
    await delay(ROUND_MS)
    const last = await traffic.round()
    expect([last.exporter.inTps, last.admin.inTps, last.exporter.groupOutTps]).toEqual([0, 0, 0])
    expect([last.exporter.lag, last.admin.lag]).toEqual([0, 0])
  } finally {
    traffic.stop()
    await clients.stop()
    pool.close()
    admin.close()
  }
}, 400_000)

import { setTimeout as delay } from 'node:timers/promises'
import { type BenchResult, ms, percentile, timeMs } from '#dev/bench/result.ts'
import type { Demo } from '#dev/demo/start-demo.ts'
import { describeCluster } from '#dev/rocketmq/start-cluster.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { GroupInventoryCache } from '#lib/clusters/group-inventory.ts'
import { readHealthFacts } from '#lib/clusters/health-facts.ts'
import { InventoryCache } from '#lib/clusters/inventory.ts'
import { computeGroups } from '#lib/monitoring/compute-groups.ts'
import type { ExporterNode } from '#lib/monitoring/exporter/exporters.ts'
import { metricPoints } from '#lib/monitoring/metric-points.ts'
import { Pace } from '#lib/monitoring/pace.ts'
import { readOffsets } from '#lib/monitoring/read-offsets.ts'
import { Sampler } from '#lib/monitoring/sampler.ts'
import { holdPass, newState } from '#lib/monitoring/sampler-state.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'

/** The budget of a registration by default, and the sampler's share of it. */
const BUDGET = 1_000 * 0.9
const PERIOD_MS = 60_000
/** A round of the demo takes less. */
const ROUND_MS = 30_000
const IN_FLIGHT_LIFTED = 128
const peer = '17.3 s for 5,000 groups, then never refreshed'

/**
 * The sampler alone, in this process, on the brokers of the scale demo: once as fast as it can, once within the budget. The demo's own one
 * rests meanwhile.
 */
export async function benchSampler(demo: Demo): Promise<BenchResult[]> {
  await setPaused(demo, true)
  try {
    // What it has begun ends by itself.
    await delay(ROUND_MS)
    return [...(await benchLifted(demo)), ...(await benchBudget(demo))]
  } finally {
    await setPaused(demo, false)
  }
}

async function setPaused(demo: Demo, paused: boolean): Promise<void> {
  const response = await fetch(`${demo.url}/api/v1/clusters/${demo.clusterId}/sampler`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${demo.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ paused }),
  })
  if (!response.ok) throw new Error(`The sampler answered ${response.status}: ${await response.text()}`)
}

/** Lag of every group with the budget lifted: what the wire and the decoding cost. No page does it. */
async function benchLifted(demo: Demo): Promise<BenchResult[]> {
  const admin = new AdminClient({
    nameServers: demo.nameServers,
    credentials: demo.admin,
    maxInFlight: IN_FLIGHT_LIFTED,
  })
  try {
    const [server] = masterServers(await admin.cluster.get())
    if (!server) throw new Error('There is no master')
    const { done } = await admin.topics.listConfigs([server])
    const topicNames = [...(done[0]?.value.keys() ?? [])]
    const brokersByTopic = new Map(topicNames.map((name) => [name, [server.brokerName]]))
    const once = () =>
      timeMs(async () => {
        const options = {
          pace: new Pace(),
          signal: new AbortController().signal,
          requestsPerSecond: 1e9,
          inFlight: IN_FLIGHT_LIFTED,
        }
        const state = newState()
        const pass = await readOffsets(admin, server, topicNames, options)
        state.offsetsByBroker.set(server.brokerName, holdPass(undefined, pass, topicNames))
        const groups = computeGroups(state, {
          brokersByTopic,
          groupNames: [],
          isOrderedByGroup: new Map(),
          proxyNames: [],
          canHaveProxies: true,
          now: Date.now(),
          staleAfterMs: 3 * PERIOD_MS,
        })
        if (groups.size < 5_000) throw new Error(`Only ${groups.size} groups were read`)
      })
    await once()
    const times: number[] = []
    for (let i = 0; i < 5; i++) times.push(await once())
    const p50 = percentile(times, 0.5)
    return [
      {
        what: `lag of 5,000 groups over ${topicNames.length.toLocaleString('en')} topics of one broker, budget lifted`,
        figure: ms(p50),
        goal: '< 1 s',
        isMet: p50 < 1_000,
        peer,
      },
    ]
  } finally {
    admin.close()
  }
}

/** A whole round as the worker makes it: offsets, clients, lag times, positions, and the numbers out of them. */
async function benchBudget(demo: Demo): Promise<BenchResult[]> {
  const admin = new AdminClient({
    nameServers: demo.nameServers,
    credentials: demo.admin,
    requestsPerSecondPerBroker: BUDGET,
  })
  const source = { admin, nameServers: demo.nameServers, clusterNames: null, rememberedMasters: async () => [] }
  const inventory = new InventoryCache(source)
  const groupInventory = new GroupInventoryCache(source)
  const cluster = {
    admin,
    proxies: [],
    getInventory: (options) => inventory.get(options),
    getGroupInventory: (options) => groupInventory.get(options),
  } as Pick<LiveCluster, 'admin' | 'proxies' | 'getInventory' | 'getGroupInventory'> as LiveCluster // what a round reads of it
  try {
    const sampler = new Sampler(demo.clusterId)
    const exporters = describeCluster(demo.cluster).brokers.flatMap(
      ({ brokerName, brokerId, address, metricsUrl }): ExporterNode[] =>
        brokerId === 0 && metricsUrl !== null
          ? [{ kind: 'broker', name: brokerName, address, target: { state: 'ASK', url: metricsUrl } }]
          : [],
    )
    const options = { requestsPerSecond: BUDGET, canHaveProxies: true, exporters, signal: new AbortController().signal }
    await sampler.round(cluster, options)
    const before = process.cpuUsage()
    await sampler.round(cluster, options)
    const ofCluster = readHealthFacts(null, new Date())
    const nodes = { brokers: new Map(), nodes: [], ofCluster, limits: null, namespaceLimits: new Map() }
    const points = sampler.pass ? metricPoints(sampler.pass, nodes).filter(({ value }) => value !== null) : []
    const { user, system } = process.cpuUsage(before)
    const { offsetsMs, durationMs } = sampler.cost
    const share = (user + system) / 1_000 / PERIOD_MS
    const read = sampler.exporterStatuses.filter(({ state }) => state === 'READ')
    return [
      {
        what: `reading the metrics endpoint, ${Math.round(read.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) / 1e6)} MB`,
        figure: ms(Math.max(0, ...read.map(({ durationMs: each }) => each ?? 0))),
        goal: null,
        isMet: null,
      },
      {
        what: 'series of one round',
        figure: points.length.toLocaleString('en'),
        goal: '<= 250,000',
        isMet: points.length <= 250_000,
      },
      {
        what: 'full pass over 10,000 topics and 5,000 groups within the default budget',
        figure: ms(offsetsMs),
        goal: '<= 12 s',
        isMet: offsetsMs <= 12_000,
        peer,
      },
      { what: 'the same with clients, lag times and positions', figure: ms(durationMs), goal: null, isMet: null },
      {
        what: 'processor time of that round and of its points, of one core and its minute',
        figure: `${(share * 100).toFixed(1)} %`,
        goal: '< 10 %',
        isMet: share < 0.1,
      },
    ]
  } finally {
    admin.close()
  }
}

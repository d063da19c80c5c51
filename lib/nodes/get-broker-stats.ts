import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { askCluster } from '#lib/clusters/rocketmq-problem.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import type { ClusterSample } from '#lib/monitoring/sample.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { topicKind } from '#lib/rocketmq/codec/topic-name.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { type BrokerId, findBroker, serverOf } from './find-broker.ts'
import { BrokerFacts } from './node-facts.ts'
import type { TrafficItem, TrafficList } from './schema.ts'

export interface BrokerStatsAnswer {
  topics: TrafficList
  groups: TrafficList
  readAt: Date
}

/** The broker answers one counter per request. */
const ASKED_AT_MOST = 50

/**
 * The topics and groups with most traffic on one broker, by its own counters (315). Each costs a request, so the busiest of the
 * cluster by the last sample are asked about; without a sample the first ones by name, which `asked` and `known` tell.
 *
 * @throws AppError what the broker said, or that it said nothing within the deadline of a page
 */
export async function getBrokerStats(ctx: Context, input: BrokerId): Promise<BrokerStatsAnswer> {
  requirePermission(ctx, 'node:read', input.clusterId)
  const cluster = await getCluster(ctx, input.clusterId)
  const row = await findBroker(input)
  const server = serverOf(row)
  const [inventory, sample] = await Promise.all([cluster.getInventory({ signal: ctx.signal }), getSample(cluster)])
  requireAnswers(inventory)
  const held = inventory.topicConfigs.find(({ brokerName }) => brokerName === server.brokerName)?.configs
  const names = [...(held?.keys() ?? [])].filter((name) => topicKind(name, inventory.systemTopics) === 'NORMAL').sort()
  const readAt = new Date()
  const count = async (statsName: string, candidates: readonly Counted[]) => {
    const traffic = await countTraffic(cluster, server, statsName, candidates, ctx.signal)
    return withFilledWindows(traffic, BrokerFacts.parse(row.facts).bootAt, readAt)
  }
  const [topics, groups] = await askCluster(() =>
    Promise.all([
      count('TOPIC_PUT_NUMS', busiestTopics(names, sample)),
      count('GROUP_GET_NUMS', busiestGroups(names, sample)),
    ]),
  )
  return { topics, groups: sample ? groups : { ...groups, reason: 'NOT_SAMPLED' }, readAt }
}

type Counted = Pick<TrafficItem, 'topicName' | 'groupName'>

function busiestTopics(names: readonly string[], sample: ClusterSample | null): Counted[] {
  const inTps = (name: string) => sample?.topics.get(name)?.inTps.value ?? 0
  return [...names].sort((a, b) => inTps(b) - inTps(a)).map((topicName) => ({ topicName }))
}

function busiestGroups(names: readonly string[], sample: ClusterSample | null): Counted[] {
  const held = new Set(names)
  return [...(sample?.groups.values() ?? [])]
    .flatMap(({ groupName, topics }) => topics.map((topic) => ({ ...topic, groupName })))
    .filter(({ topicName }) => held.has(topicName))
    .sort((a, b) => (b.ackTps.value ?? 0) - (a.ackTps.value ?? 0))
    .map(({ topicName, groupName }) => ({ topicName, groupName }))
}

async function countTraffic(
  { admin, pageTimeoutMs }: LiveCluster,
  server: Server,
  statsName: string,
  candidates: readonly Counted[],
  signal: AbortSignal,
): Promise<TrafficList> {
  const asked = candidates.slice(0, ASKED_AT_MOST)
  const options = { signal, timeoutMs: pageTimeoutMs }
  const counted = await Promise.all(
    asked.map(async (item): Promise<TrafficItem[]> => {
      const statsKey = item.groupName === undefined ? item.topicName : `${item.topicName}@${item.groupName}`
      const stats = await admin.brokers.getStats(server, { statsName, statsKey }, options)
      // Nothing was ever counted under this key.
      if (!stats) return []
      return [{ ...item, tps: stats.minute.tps, lastHour: stats.hour.sum, lastDay: stats.day.sum }]
    }),
  )
  return {
    items: counted.flat().sort((a, b) => b.tps - a.tps || Number((b.lastHour ?? 0n) - (a.lastHour ?? 0n))),
    asked: asked.length,
    known: candidates.length,
  }
}

/** The windows are filled by samples, each 10 min and each hour: until then they count too little. */
const HOUR_FILLED_MS = 70 * 60_000
const DAY_FILLED_MS = 25 * 3_600_000

function withFilledWindows(traffic: TrafficList, bootAt: string | null, now: Date): TrafficList {
  const upMs = bootAt === null ? 0 : now.getTime() - Date.parse(bootAt)
  const items = traffic.items.map((item) => ({
    ...item,
    lastHour: upMs < HOUR_FILLED_MS ? null : item.lastHour,
    lastDay: upMs < DAY_FILLED_MS ? null : item.lastDay,
  }))
  return { ...traffic, items }
}

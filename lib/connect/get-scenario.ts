import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { askClients } from '#lib/groups/ask-clients.ts'
import { getGroupProgress } from '#lib/groups/get-group-progress.ts'
import { readOnline } from '#lib/groups/read-online.ts'
import type { RunningInfo } from '#lib/rocketmq/admin/clients.ts'
import { getGroupFit } from '#lib/topics/group-fit.ts'
import { readStats } from '#lib/topics/read-stats.ts'
import { type TopicRow, topicRows } from '#lib/topics/topic-rows.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { type ScenarioPreset, scenarios } from './scenarios.ts'
import type { Scenario, ScenarioId, ScenarioProof } from './schema.ts'

/** Of clients that keep their position themselves: slower ones are not known. */
const CLIENT_PATIENCE_MS = 1_400

export interface GetScenarioInput {
  clusterId: string
  scenario: ScenarioId
  topic?: string | undefined
  group?: string | undefined
}

/**
 * How far a scenario is set up for one topic and one group: what the brokers hold of both, and once both are there, what was
 * stored and what the group has consumed of it, read now. Nothing is sent or created here.
 *
 * @param input.topic, input.group default: those of the demo
 */
export async function getScenario(ctx: Context, input: GetScenarioInput): Promise<Scenario> {
  const { clusterId, scenario } = input
  requirePermissionIn(ctx, 'connect:read', clusterId)
  requirePermissionIn(ctx, 'topic:read', clusterId)
  requirePermissionIn(ctx, 'group:read', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  const preset = scenarios[scenario]
  const topicName = input.topic ?? preset.topic.topicName
  const groupName = input.group ?? preset.group.groupName
  const [topic, group] = await Promise.all([
    stepOfTopic(ctx, cluster, preset, topicName),
    stepOfGroup(ctx, cluster, preset, groupName),
  ])
  const isThere = topic.row !== null && (group.state === 'DONE' || group.state === 'MISFIT')
  const proof = isThere && topic.row ? await readProof(ctx, cluster, topic.row, groupName) : null
  const { row, ...shown } = topic
  return {
    scenario,
    topicName,
    groupName,
    topic: { ...shown, type: row?.type ?? null, queues: row?.writeQueues ?? null },
    group,
    newTopic: { ...preset.topic, topicName },
    newGroup: { ...preset.group, groupName },
    send: preset.send,
    consume: preset.consume,
    proof,
    isProven: proof !== null && isProven(proof),
    readAt: new Date(),
  }
}

/** Something was stored, the group has gone past it, and nothing waits. */
function isProven({ stored, consumed, lag }: ScenarioProof): boolean {
  return stored !== null && stored > 0n && consumed !== null && consumed > 0n && lag === 0n
}

async function stepOfTopic(
  ctx: Context,
  cluster: LiveCluster,
  preset: ScenarioPreset,
  topicName: string,
): Promise<{ state: Scenario['topic']['state']; row: TopicRow | null }> {
  try {
    const inventory = await cluster.getInventory({ signal: ctx.signal })
    const row = topicRows(inventory).get(topicName) ?? null
    if (!row) return { state: inventory.partial.length > 0 ? 'UNKNOWN' : 'MISSING', row }
    const type = row.isTypeDeclared ? row.type : 'NORMAL'
    return { state: type === preset.topic.type || type === 'MIXED' ? 'DONE' : 'MISFIT', row }
  } catch (error) {
    if (error instanceof AppError) return { state: 'UNKNOWN', row: null }
    throw error
  }
}

async function stepOfGroup(
  ctx: Context,
  cluster: LiveCluster,
  { group: wanted }: ScenarioPreset,
  groupName: string,
): Promise<Scenario['group']> {
  const fit = await getGroupFit(cluster, ctx.signal)
  const configs = fit.configsOf(groupName)
  const [config] = configs
  if (!config) return { state: fit.isComplete ? 'MISSING' : 'UNKNOWN', isOrdered: null, maxRetries: null }
  const fits =
    configs.every(({ consumeMessageOrderly }) => consumeMessageOrderly === (wanted.isOrdered ?? false)) &&
    (!wanted.consumeBroadcastEnable || configs.every(({ consumeBroadcastEnable }) => consumeBroadcastEnable))
  return {
    state: fits ? 'DONE' : 'MISFIT',
    isOrdered: config.consumeMessageOrderly,
    maxRetries: config.retryMaxTimes,
  }
}

async function readProof(ctx: Context, cluster: LiveCluster, row: TopicRow, groupName: string): Promise<ScenarioProof> {
  const { topicName } = row
  const [{ brokers }, progress, live] = await Promise.all([
    readStats(cluster, row, ctx.signal),
    getGroupProgress(ctx, { clusterId: cluster.clusterId, groupName, topic: topicName }),
    readOnline(cluster, groupName, ctx.signal),
  ])
  const queues = brokers.flatMap(({ stats }) => stats?.queues ?? [])
  const isComplete = brokers.every(({ stats }) => stats !== null)
  const stored = isComplete ? queues.reduce((sum, { maxOffset }) => sum + maxOffset, 0n) : null
  const writes = queues.flatMap(({ lastUpdateTimestamp }) => lastUpdateTimestamp ?? [])
  const common = {
    stored,
    lastWriteAt: writes.reduce<Date | null>((last, at) => (last && last > at ? last : at), null),
    clients: live.online.clients.length > 0 || live.partial.length === 0 ? live.online.clients.length : null,
  }
  if (live.model === 'BROADCASTING') {
    const infos = await askClients(cluster, groupName, live, {
      signal: ctx.signal,
      patienceMs: CLIENT_PATIENCE_MS,
      maxAgeMs: 0,
    })
    return {
      ...common,
      isBroadcast: true,
      ...slowestOf(infos, topicName, { clients: live.online.clients.length, queues: queues.length, stored }),
    }
  }
  const own = [...progress.items, ...progress.deadSubscriptions].filter((queue) => queue.topicName === topicName)
  const committed = own.flatMap(({ consumerOffset }) => consumerOffset ?? [])
  const isConsumed = committed.length > 0
  // A queue without any message needs no commit.
  const waits = own.map(({ brokerOffset, minOffset, consumerOffset }) =>
    brokerOffset === null ? null : brokerOffset - (consumerOffset ?? minOffset ?? 0n),
  )
  return {
    ...common,
    isBroadcast: false,
    consumed: isConsumed ? committed.reduce((sum, offset) => sum + offset, 0n) : isComplete ? 0n : null,
    lag: !isConsumed || waits.includes(null) ? null : waits.reduce<bigint>((sum, wait) => sum + (wait ?? 0n), 0n),
  }
}

/** Every client must have every message, so the one that is furthest behind tells. Who has not taken all queues yet will miss some. */
function slowestOf(
  infos: ReadonlyMap<string, RunningInfo>,
  topicName: string,
  { clients, queues, stored }: { clients: number; queues: number; stored: bigint | null },
): Pick<ScenarioProof, 'consumed' | 'lag'> {
  const own = [...infos.values()].map((info) => info.queues.filter((queue) => queue.topicName === topicName))
  if (own.length === 0 || own.length < clients || own.some(({ length }) => length < queues))
    return { consumed: null, lag: null }
  const positions = own.map((taken) =>
    // −1 and null: it consumed nothing of this queue yet.
    taken.reduce((sum, { commitOffset }) => sum + (commitOffset !== null && commitOffset > 0n ? commitOffset : 0n), 0n),
  )
  const [consumed = 0n] = positions.toSorted((a, b) => Number(a - b))
  return { consumed, lag: stored === null ? null : stored - consumed }
}

import { randomInt } from 'node:crypto'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { findGroup } from '#lib/groups/find-group.ts'
import { groupRows } from '#lib/groups/group-rows.ts'
import { retryTopics } from '#lib/groups/retry-topics.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import { permissionOf } from '#lib/rocketmq/admin/perm.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { type TopicRow, topicRows } from '#lib/topics/topic-rows.ts'
import { originTopicOf, wasPopped } from './letter-facts.ts'
import type { ResendTo } from './schema.ts'

/** Where a dead letter goes. */
export interface ResendTarget {
  to: ResendTo
  topicName: string
  server: Server
  queueId: number
  /** The group that a broker looks for when something is written to this retry topic; absent where it looks for none. */
  retryGroup?: string
}

export interface TargetInput {
  groupName: string
  to: ResendTo
  /** Of TOPIC. */
  topicName?: string | undefined
}

/**
 * The topic, broker and queue for a dead letter. To its group: the retry topic that its consumers read, on the broker that holds the
 * dead letter, for there they were. To a topic: that broker where it has the topic, else another that has it. Nothing is made by it,
 * except a retry topic that the broker makes of its own.
 *
 * @throws AppError NOT_FOUND, CONFLICT, INVALID_INPUT
 */
export async function resendTarget(
  cluster: LiveCluster,
  { server: holder, message }: FoundMessage,
  input: TargetInput,
  signal: AbortSignal,
): Promise<ResendTarget> {
  const { groupName, to } = input
  const inventory = await cluster.getInventory({ signal })
  const masters = masterServers(inventory.info, cluster.clusterNames ?? undefined)
  const rows = topicRows(inventory)
  const originTopic = originTopicOf(message, groupName)
  if (to !== 'GROUP') {
    const topicName = to === 'TOPIC' ? (input.topicName ?? '') : originTopic
    if (topicName === null) {
      throw new AppError('CONFLICT', 'No property of this dead letter says which topic it came from: name a topic.')
    }
    return toTopic(rows.get(topicName), { to, topicName, brokerName: holder.brokerName, masters })
  }
  const server = masters.find(({ brokerName }) => brokerName === holder.brokerName)
  if (!server) throw new AppError('CONFLICT', `${holder.brokerName} has no master now that could store it.`)
  const { entry, inventory: groups } = await findGroup(cluster, groupName, signal)
  const hasGroup = (name: string) => groupRows(groups).has(name)
  const { type } = entry.item
  const popTopics = popRetryTopics(groupName, originTopic, rows, hasGroup)
  // Who consumes now decides; while nobody does, how it was consumed when it failed.
  const isPop =
    type === null ? wasPopped(message) || (popTopics.length > 0 && !isUsed(rows, groupName)) : type === 'POP'
  if (!isPop) return toRetryTopic(RETRY_PREFIX + groupName, server, rows, groupName)
  if (originTopic === null) {
    throw new AppError('CONFLICT', 'POP has a retry topic per topic, and no property of this dead letter names one.')
  }
  const [known] = popTopics
  const topicName = known ?? `${RETRY_PREFIX}${groupName}${await separatorOf(cluster, server, signal)}${originTopic}`
  // Of `%RETRY%g_t` brokers take all behind the prefix for the group.
  const retryGroup = topicName.startsWith(`${RETRY_PREFIX}${groupName}+`)
    ? groupName
    : topicName.slice(RETRY_PREFIX.length)
  return toRetryTopic(topicName, server, rows, retryGroup)
}

/** Those that exist, the one first that newer brokers write to; they read the other one too. */
function popRetryTopics(
  groupName: string,
  originTopic: string | null,
  rows: ReadonlyMap<string, TopicRow>,
  hasGroup: (name: string) => boolean,
): string[] {
  const retry = RETRY_PREFIX + groupName
  return retryTopics(groupName, (name) => rows.has(name), hasGroup, rows.keys())
    .filter(({ topicName, kind }) => kind === 'POP_RETRY' && topicName.slice(retry.length + 1) === originTopic)
    .map(({ topicName }) => topicName)
    .sort()
}

/** `+` sorts before `_`, and is what `enableRetryTopicV2` switches on. */
async function separatorOf({ admin, pageTimeoutMs }: LiveCluster, server: Server, signal: AbortSignal) {
  try {
    const config = await admin.brokers.getConfig(server, { signal, timeoutMs: pageTimeoutMs })
    return config.enableRetryTopicV2 === 'true' ? '+' : '_'
  } catch (error) {
    if (error instanceof RocketmqError) return '_'
    throw error
  }
}

const isUsed = (rows: ReadonlyMap<string, TopicRow>, groupName: string) => rows.has(RETRY_PREFIX + groupName)

function toRetryTopic(
  topicName: string,
  server: Server,
  rows: ReadonlyMap<string, TopicRow>,
  retryGroup: string,
): ResendTarget {
  const held = rows.get(topicName)?.brokers.find((broker) => broker.server.brokerName === server.brokerName)
  if (held && !permissionOf(held.config.perm).includes('W')) {
    throw new AppError('CONFLICT', `${topicName} may not be written on ${server.brokerName}.`)
  }
  const queueId = held ? randomInt(Math.max(1, held.config.writeQueueNums)) : 0
  return { to: 'GROUP', topicName, server, queueId, retryGroup }
}

function toTopic(
  row: TopicRow | undefined,
  { to, topicName, brokerName, masters }: { to: ResendTo; topicName: string; brokerName: string; masters: Server[] },
): ResendTarget {
  if (!row) throw new AppError('NOT_FOUND', `There is no topic ${topicName}: it is not made by sending to it.`)
  if (row.kind !== 'NORMAL') {
    const detail = `${topicName} is no topic that people send to.`
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.topicName', rule: 'systemName', detail }] })
  }
  const writable = row.brokers.flatMap(({ server, config }) => {
    const master = masters.find((each) => each.brokerName === server.brokerName)
    return master && permissionOf(config.perm).includes('W') && config.writeQueueNums > 0 ? [{ master, config }] : []
  })
  const chosen = writable.find(({ master }) => master.brokerName === brokerName) ?? writable[0]
  if (!chosen)
    throw new AppError('CONFLICT', `${topicName} takes no messages: no queue of it is writable on a live master.`)
  return { to, topicName, server: chosen.master, queueId: randomInt(chosen.config.writeQueueNums) }
}

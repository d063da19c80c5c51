import type { PartialEntry } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry, toTargetError } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import type { MessageOrder } from '#lib/messages/schema.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { TopicStats } from '#lib/rocketmq/admin/topics.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { objectNotFound } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import type { MessageReader, ReadOptions } from './message-reader.ts'
import type { QueueProgress } from './queue-source.ts'
import { findTimeEdges, type QueueEnds } from './time-edges.ts'

/** A broker that has a topic, and how many queues it has there. */
export interface TopicBroker {
  server: Server
  queues: number
}

/** Which offsets of each queue a search is about. */
export type Stretch =
  | { kind: 'all' }
  | { kind: 'last'; count: number }
  | { kind: 'time'; from: Date; to: Date }
  /** `count` messages from an offset on, or up to and with it when the order is newest first. */
  | { kind: 'offset'; offset: bigint; count: number }
  /** `count` messages on each side of an offset, and that one. */
  | { kind: 'around'; offset: bigint; count: number }

export interface QueuePlan {
  queues: QueueProgress[]
  partial: PartialEntry[]
  /** The stretch begins before what the brokers still have: store time of the oldest message. */
  expired?: Date
}

/**
 * The brokers of a topic, by brokerName, and who could not say whether it has it.
 *
 * @throws AppError NOT_FOUND when no broker has the topic; what the first broker said while none has ever answered
 */
export async function findTopicBrokers(
  cluster: Pick<LiveCluster, 'name' | 'getInventory' | 'scope'>,
  topicName: string,
  signal: AbortSignal,
): Promise<{ brokers: TopicBroker[]; partial: PartialEntry[] }> {
  let inventory = await cluster.getInventory({ signal })
  // It may have been created a moment ago.
  if (!inventory.topicConfigs.some(({ configs }) => configs.has(topicName))) {
    inventory = await cluster.getInventory({ signal, fresh: true })
  }
  requireAnswers(inventory)
  const brokers = inventory.topicConfigs.flatMap(({ server, configs }) => {
    const config = configs.get(topicName)
    return config ? [{ server, queues: Math.max(config.readQueueNums, config.writeQueueNums) }] : []
  })
  const answered = new Set(inventory.topicConfigs.map(({ brokerName }) => brokerName))
  const partial = inventory.partial.filter(({ brokerName }) => brokerName !== undefined && !answered.has(brokerName))
  if (brokers.length === 0 && partial.length === 0) {
    // Who sees a part of the topics is told the same of one that is not there and of one that is not theirs.
    if (!cluster.scope.isWhole) throw objectNotFound(onTopic(topicName))
    throw new AppError('NOT_FOUND', `There is no topic ${topicName} in ${cluster.name}.`)
  }
  return { brokers, partial }
}

export interface PlanOptions {
  reader: MessageReader
  topicName: string
  brokers: readonly TopicBroker[]
  /** `brokerName:queueId`; absent = all. */
  only?: ReadonlySet<string>
  stretch: Stretch
  order: MessageOrder
  call: ReadOptions & { signal: AbortSignal }
}

/**
 * Fixes the offsets that a search covers, so that what arrives meanwhile changes nothing: one request per broker, and for times
 * a few per queue. A broker that fails costs only its own queues.
 *
 * @throws AppError INVALID_INPUT when `only` names a queue that the topic does not have; the signal's reason
 */
export async function planQueues(options: PlanOptions): Promise<QueuePlan> {
  const { brokers, only } = options
  if (only) requireQueues(only, brokers)
  const asked = brokers.filter(({ server }) => !only || hasQueueOf(only, server.brokerName))
  const plans = await Promise.all(asked.map((broker) => planBroker(broker, options)))
  const edges = plans.flatMap((plan) => plan.edges)
  const oldest = edges.flatMap(({ oldestKept }) => (oldestKept ? [oldestKept.getTime()] : []))
  const isExpired = edges.some(({ lacks }) => lacks === 'some') || edges.every(({ lacks }) => lacks === 'all')
  return {
    queues: plans.flatMap((plan) => plan.queues),
    partial: plans.flatMap((plan) => plan.partial),
    ...(isExpired && oldest.length > 0 && { expired: new Date(Math.min(...oldest)) }),
  }
}

/**
 * What of the stretch a queue with messages does not have: some was deleted by retention, or all of the stretch is older than
 * the queue's first message.
 */
interface Edge {
  lacks: 'nothing' | 'some' | 'all'
  oldestKept?: Date
}

interface BrokerPlan {
  queues: QueueProgress[]
  /** Of queues that have messages. */
  edges: Edge[]
  partial: PartialEntry[]
}

async function planBroker({ server, queues }: TopicBroker, options: PlanOptions): Promise<BrokerPlan> {
  const { reader, topicName, call } = options
  try {
    const stats = await reader.topics.getStats(server, topicName, call)
    const wanted = stats.queues.filter(({ queueId }) => isWanted(options.only, server.brokerName, queueId))
    const planned = await Promise.all(wanted.map((queue) => planQueue(server, queue, options)))
    return {
      queues: planned.map(({ progress }) => progress),
      edges: planned.flatMap(({ edge }) => (edge ? [edge] : [])),
      partial: [],
    }
  } catch (error) {
    if (!(error instanceof RocketmqError)) throw error
    const { code, detail } = toTargetError(error, server)
    const failed: QueueProgress[] = []
    for (let queueId = 0; queueId < queues; queueId++) {
      if (!isWanted(options.only, server.brokerName, queueId)) continue
      failed.push({ topicName, brokerName: server.brokerName, queueId, range: null, error: { code, detail } })
    }
    return { queues: failed, edges: [], partial: [toPartialEntry(server, error)] }
  }
}

async function planQueue(
  server: Server,
  { queueId, minOffset: min, maxOffset: max }: TopicStats['queues'][number],
  options: PlanOptions,
): Promise<{ progress: QueueProgress; edge?: Edge }> {
  const { reader, topicName, stretch, order, call } = options
  const asked = { reader, server, topicName, queueId, call }
  const { from, to } = await stretchOf(asked, { min, max }, stretch, order)
  const range = { from, to, next: order === 'oldest' ? from : to }
  const progress = { topicName, brokerName: server.brokerName, queueId, range }
  if (min === max) return { progress }
  const isBeforeAll = stretch.kind === 'time' && to === min
  const isCut = 'offset' in stretch ? stretch.offset < min : stretch.kind === 'time' && from === min && min > 0n
  if (!isBeforeAll && !isCut) return { progress, edge: { lacks: 'nothing' } }
  const oldestKept = await reader.offsets.getEarliestStoreTime(server, { topicName, queueId }, call)
  if (!oldestKept) return { progress, edge: { lacks: 'nothing' } }
  if (isBeforeAll) return { progress, edge: { lacks: 'all', oldestKept } }
  const lacks = stretch.kind === 'time' && oldestKept <= stretch.from ? 'nothing' : 'some'
  return { progress, edge: { lacks, oldestKept } }
}

async function stretchOf(
  queue: Parameters<typeof findTimeEdges>[0],
  { min, max }: QueueEnds,
  stretch: Stretch,
  order: MessageOrder,
): Promise<{ from: bigint; to: bigint }> {
  switch (stretch.kind) {
    case 'all':
      return { from: min, to: max }
    case 'last':
      return { from: clamp(max - BigInt(stretch.count), min, max), to: max }
    case 'time':
      return findTimeEdges(queue, { min, max }, stretch)
    case 'around': {
      const count = BigInt(stretch.count)
      return { from: clamp(stretch.offset - count, min, max), to: clamp(stretch.offset + count + 1n, min, max) }
    }
    case 'offset': {
      const count = BigInt(stretch.count)
      if (order === 'oldest') {
        const from = clamp(stretch.offset, min, max)
        return { from, to: clamp(from + count, min, max) }
      }
      const to = clamp(stretch.offset + 1n, min, max)
      return { from: clamp(to - count, min, max), to }
    }
  }
}

const clamp = (value: bigint, min: bigint, max: bigint) => (value < min ? min : value > max ? max : value)

const isWanted = (only: ReadonlySet<string> | undefined, brokerName: string, queueId: number) =>
  !only || only.has(`${brokerName}:${queueId}`)

const hasQueueOf = (only: ReadonlySet<string>, brokerName: string) =>
  [...only].some((queue) => queue.slice(0, queue.lastIndexOf(':')) === brokerName)

function requireQueues(only: ReadonlySet<string>, brokers: readonly TopicBroker[]): void {
  for (const queue of only) {
    const cut = queue.lastIndexOf(':')
    const broker = brokers.find(({ server }) => server.brokerName === queue.slice(0, cut))
    if (broker && Number(queue.slice(cut + 1)) < broker.queues) continue
    const detail = `The topic has no queue ${queue}.`
    throw new AppError('INVALID_INPUT', detail, {
      fields: [{ path: 'query.queues', rule: 'noSuchQueue', params: { queue }, detail }],
    })
  }
}

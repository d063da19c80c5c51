import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { findTimeEdges } from '#lib/messages/scan/time-edges.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { TopicStats } from '#lib/rocketmq/admin/topics.ts'
import { DLQ_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { TopicRow } from '#lib/topics/topic-rows.ts'
import { canRead } from './can-read.ts'
import { originTopicOf } from './letter-facts.ts'

/** What is asked live about the dead letters of one group. */
export interface GroupFacts {
  stored: bigint
  new1h: bigint
  new24h: bigint
  oldestAt: Date | null
  newestAt: Date | null
  originTopics: string[] | null
  at: Date
  /** A broker did not answer: numbers are those of the others. */
  isPartial: boolean
}

const HOUR_MS = 3_600_000
const KEPT_MS = 15_000
/** Of all that is asked about one group: several pages may wait for it, so it ends with none of them. */
const READ_MS = 15_000
/** Whose origin topics are looked at. */
const NEWEST = 32

const factsByCluster = new Map<string, { at: number; facts: Promise<GroupFacts | null> }>()

/**
 * How many dead letters there are and came lately, how old, and from where: a few requests per broker that holds some, kept for 15
 * seconds.
 *
 * @returns null when no broker answered
 */
export function readGroupFacts(cluster: LiveCluster, row: TopicRow): Promise<GroupFacts | null> {
  const key = `${cluster.clusterId} ${row.topicName}`
  const now = Date.now()
  const kept = factsByCluster.get(key)
  if (kept && now - kept.at < KEPT_MS) return kept.facts
  for (const [each, { at }] of factsByCluster) if (now - at >= KEPT_MS) factsByCluster.delete(each)
  const facts = readFacts(cluster, row, AbortSignal.timeout(READ_MS))
  factsByCluster.set(key, { at: now, facts })
  // Silence is not remembered.
  facts.then(
    (read) => (read === null || read.isPartial) && factsByCluster.delete(key),
    () => factsByCluster.delete(key),
  )
  return facts
}

async function readFacts(cluster: LiveCluster, row: TopicRow, signal: AbortSignal): Promise<GroupFacts | null> {
  const at = new Date()
  const parts = await Promise.all(row.brokers.map((broker) => readBroker(cluster, row, broker, at, signal)))
  const told = parts.flatMap((part) => part ?? [])
  if (told.length === 0) return null
  const times = (key: 'oldestAt' | 'newestAt') => told.flatMap((part) => part[key]?.getTime() ?? [])
  const topics = told.flatMap(({ originTopics }) => originTopics ?? [])
  return {
    stored: sum(told.map(({ stored }) => stored)),
    new1h: sum(told.map(({ new1h }) => new1h)),
    new24h: sum(told.map(({ new24h }) => new24h)),
    oldestAt: dateOf(times('oldestAt'), Math.min),
    newestAt: dateOf(times('newestAt'), Math.max),
    originTopics: told.some(({ originTopics }) => originTopics !== null) ? [...new Set(topics)].sort() : null,
    at,
    isPartial: told.length < parts.length,
  }
}

async function readBroker(
  cluster: LiveCluster,
  { topicName }: TopicRow,
  { server, config }: TopicRow['brokers'][number],
  at: Date,
  signal: AbortSignal,
): Promise<Omit<GroupFacts, 'at' | 'isPartial'> | null> {
  const call = { signal, timeoutMs: cluster.pageTimeoutMs, caller: 'dead letters' }
  try {
    const { queues } = await cluster.admin.topics.getStats(server, topicName, call)
    const parts = await Promise.all(
      queues.map(async ({ queueId, minOffset, maxOffset, lastUpdateTimestamp }) => {
        const stored = maxOffset - minOffset
        if (stored <= 0n) return null
        const since = (ageMs: number) =>
          grownSince(cluster, { server, topicName, queueId, call }, { minOffset, maxOffset }, at, ageMs)
        const isOld = (ageMs: number) =>
          lastUpdateTimestamp !== null && at.getTime() - lastUpdateTimestamp.getTime() > ageMs
        const [new1h, new24h, oldestAt] = await Promise.all([
          isOld(HOUR_MS) ? 0n : since(HOUR_MS),
          isOld(24 * HOUR_MS) ? 0n : since(24 * HOUR_MS),
          cluster.admin.offsets.getEarliestStoreTime(server, { topicName, queueId }, call),
        ])
        return { stored, new1h, new24h, oldestAt, newestAt: lastUpdateTimestamp, queueId, maxOffset }
      }),
    )
    const held = parts.flatMap((part) => part ?? [])
    const originTopics = canRead(config.perm) ? await readOrigins(cluster, { server, topicName, call }, held) : null
    const times = (key: 'oldestAt' | 'newestAt') => held.flatMap((part) => part[key]?.getTime() ?? [])
    return {
      stored: sum(held.map((part) => part.stored)),
      new1h: sum(held.map((part) => part.new1h)),
      new24h: sum(held.map((part) => part.new24h)),
      oldestAt: dateOf(times('oldestAt'), Math.min),
      newestAt: dateOf(times('newestAt'), Math.max),
      originTopics,
    }
  } catch (error) {
    if (error instanceof RocketmqError || signal.aborted) return null
    throw error
  }
}

type Asked = { server: Server; topicName: string; call: { signal: AbortSignal; timeoutMs: number; caller: string } }

async function grownSince(
  { admin }: LiveCluster,
  queue: Asked & { queueId: number },
  { minOffset: min, maxOffset: max }: Pick<TopicStats['queues'][number], 'minOffset' | 'maxOffset'>,
  at: Date,
  ageMs: number,
): Promise<bigint> {
  // The end lies ahead: the clock of a broker may.
  const range = { from: new Date(at.getTime() - ageMs), to: new Date(at.getTime() + HOUR_MS) }
  const { from } = await findTimeEdges({ reader: admin, ...queue }, { min, max }, range)
  return max - from
}

async function readOrigins(
  { admin }: LiveCluster,
  { server, topicName, call }: Asked,
  queues: readonly { queueId: number; maxOffset: bigint; stored: bigint }[],
): Promise<string[]> {
  const groupName = topicName.slice(DLQ_PREFIX.length)
  const answers = await Promise.all(
    queues.map(({ queueId, maxOffset, stored }) => {
      const count = stored < BigInt(NEWEST) ? stored : BigInt(NEWEST)
      const query = { topicName, queueId, queueOffset: maxOffset - count, maxMessages: NEWEST }
      return admin.messages.pull(server, query, call)
    }),
  )
  const messages = answers.flatMap((answer) => answer.messages)
  return [...new Set(messages.flatMap((message) => originTopicOf(message, groupName) ?? []))]
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n)

const dateOf = (times: readonly number[], choose: (...times: number[]) => number): Date | null =>
  times.length === 0 ? null : new Date(choose(...times))

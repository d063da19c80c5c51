import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { CommittedOffsets } from '#lib/rocketmq/admin/groups.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { TopicStats } from '#lib/rocketmq/admin/topics.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import type { Pace } from './pace.ts'
import { queueLag } from './queue-lag.ts'

/** Where a topic stands on one broker, summed over its queues. */
export interface TopicOffsets {
  /** When it was read, in milliseconds since the epoch. */
  at: number
  minOffset: bigint
  maxOffset: bigint
  /** Store time of the newest message in milliseconds; null when no queue ever had one. */
  lastWriteAt: number | null
}

/** Where a group stands in one topic on one broker, summed over the topic's queues. */
export interface GroupOffsets {
  at: number
  committed: bigint
  lag: bigint
  /** Of the lag, what lies in queues for which the group never committed. */
  uncommittedLag: bigint
}

/** What one broker said in one pass. */
export interface BrokerOffsets {
  server: Server
  /** When the pass began there. */
  at: number
  topics: ReadonlyMap<string, TopicOffsets>
  /** By group, then by topic: what it ever committed there. Topics that are gone are left out. */
  groups: ReadonlyMap<string, ReadonlyMap<string, GroupOffsets>>
}

/** Commits older than this are read again, beside the topics: a lag must not hold what was written while others were asked. */
const COMMITS_MAX_AGE_MS = 1_500
const TIMEOUT_MS = 3_000
const caller = 'sampler'

/**
 * Offsets of all topics and groups of one broker: all commits in one request (43), min and max of each topic (202). So the lag
 * of every group costs one request per topic and none per group. Commits are read first: a lag may be too large by what arrived
 * in between, never negative by it.
 *
 * @throws RocketmqError when the broker does not answer; the signal's reason
 */
export async function readOffsets(
  admin: Pick<AdminClient, 'groups' | 'topics'>,
  server: Server,
  topicNames: readonly string[],
  { pace, signal, ...rate }: { pace: Pace; signal: AbortSignal; requestsPerSecond: number; inFlight?: number },
): Promise<BrokerOffsets> {
  const at = Date.now()
  const options = { signal, timeoutMs: TIMEOUT_MS, caller }
  const topics = new Map<string, TopicOffsets>()
  const groups = new Map<string, Map<string, GroupOffsets>>()
  const readCommits = async () => {
    pace.requests += 1
    const { done, failed } = await admin.groups.listOffsets([server], options)
    if (failed[0]) throw failed[0].error
    const ofGroups = (done[0]?.value ?? []).filter(({ groupName }) => !isBroadcastPosition(groupName))
    return Map.groupBy(ofGroups, ({ topicName }) => topicName)
  }
  let commits = { at: Date.now(), byTopic: await readCommits() }
  let newer: Promise<void> | null = null
  /** Newer commits could not be read: what would come after is not set against old ones. */
  const failed = new AbortController()
  const readNewer = async () => {
    const readAt = Date.now()
    try {
      commits = { at: readAt, byTopic: await readCommits() }
    } catch (error) {
      failed.abort(error)
    }
    newer = null
  }
  const read = async (topicName: string) => {
    if (Date.now() - commits.at >= COMMITS_MAX_AGE_MS) newer ??= readNewer()
    const { byTopic } = commits
    const stats = await admin.topics.getStats(server, topicName, options)
    const readAt = Date.now()
    topics.set(topicName, sumTopic(stats, readAt))
    for (const ofTopic of byTopic.get(topicName) ?? []) {
      const ofGroup = groups.get(ofTopic.groupName) ?? new Map<string, GroupOffsets>()
      ofGroup.set(topicName, sumGroup(stats, ofTopic, readAt))
      groups.set(ofTopic.groupName, ofGroup)
    }
  }
  try {
    await pace.askEach(topicNames, read, {
      signal: AbortSignal.any([signal, failed.signal]),
      ...rate,
      // Not there: deleted since the inventory was read.
      isFatal: ({ responseCode }) => responseCode !== ResponseCode.TOPIC_NOT_EXIST,
    })
  } catch (error) {
    throw failed.signal.aborted ? failed.signal.reason : error
  }
  await newer
  return { server, at, topics, groups }
}

/** 5.x brokers keep how far a proxy has read for a broadcast group under `group@broadcast`: the name of no group. */
const isBroadcastPosition = (groupName: string) => groupName.includes('@')

function sumTopic({ queues }: TopicStats, at: number): TopicOffsets {
  let minOffset = 0n
  let maxOffset = 0n
  let lastWriteAt: number | null = null
  for (const queue of queues) {
    minOffset += queue.minOffset
    maxOffset += queue.maxOffset
    const writtenAt = queue.lastUpdateTimestamp?.getTime()
    if (writtenAt !== undefined && (lastWriteAt === null || writtenAt > lastWriteAt)) lastWriteAt = writtenAt
  }
  return { at, minOffset, maxOffset, lastWriteAt }
}

function sumGroup({ queues }: TopicStats, { offsetByQueueId }: CommittedOffsets, at: number): GroupOffsets {
  let committedSum = 0n
  let lagSum = 0n
  let uncommittedLag = 0n
  for (const { queueId, minOffset, maxOffset } of queues) {
    const offset = offsetByQueueId.get(queueId)
    // −1: undecided (static topics).
    const committed = offset === undefined || offset < 0n ? null : offset
    const { lag } = queueLag({ minOffset, maxOffset, committed })
    committedSum += committed ?? 0n
    lagSum += lag
    if (committed === null) uncommittedLag += lag
  }
  return { at, committed: committedSum, lag: lagSum, uncommittedLag }
}

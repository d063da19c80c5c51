import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { askEach } from '#lib/groups/ask-each.ts'
import { isSystemGroup } from '#lib/rocketmq/codec/topic-name.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { chooseMechanisms } from './choose-mechanisms.ts'
import { explainPlan } from './explain-plan.ts'
import { findScope, type NamedOffset, type Scope, type ScopeTopic } from './find-scope.ts'
import { findSnapshot } from './find-snapshot.ts'
import { findTimeOffset, searchByTime, storeTime } from './find-time-offset.ts'
import { type LeftOut, planQueue, type TargetFacts } from './plan-queue.ts'
import { commitOf, type GroupFacts, readFacts } from './read-facts.ts'
import { refuseReset, requireOwnGroup } from './refuse-reset.ts'
import {
  type ExplainedPlan,
  type PlanInput,
  type PlannedPush,
  type PlannedQueue,
  queueKey,
  weakest,
} from './reset-plan.ts'
import { type ResetMechanism, type ResetTarget, resetLimits } from './schema.ts'

/** Together no more than brokers answer in time within the budget of a page. */
const IN_FLIGHT = 8
const TOPICS_IN_FLIGHT = 4
/** Store times are for reading; a preview does not wait longer for them. */
const STORE_TIME_PATIENCE_MS = 4_000

export interface BuiltPlan {
  plan: ExplainedPlan
  facts: GroupFacts
}

/**
 * What a reset would do if it were done now. Only asks. Every queue of the scope has an answer, or there is no plan: a broker that
 * does not answer is never passed over in silence.
 *
 * @throws AppError NOT_FOUND, INVALID_INPUT, LIMIT_EXCEEDED, and CONFLICT with the reason why it cannot be done
 */
export async function buildPlan(cluster: LiveCluster, input: PlanInput, signal: AbortSignal): Promise<BuiltPlan> {
  const { groupName, scope, target } = input
  requireOwnGroup(groupName, isSystemGroup(groupName))
  requirePast(target)
  const offsets = await namedOffsets(cluster.clusterId, groupName, target)
  const sourceGroupName = target.kind === 'GROUP' ? target.groupName : null
  if (sourceGroupName === groupName) throw invalidSource(`${groupName} is the group itself.`)
  // Of a group out of sight nothing is asked: its offsets are as little to be seen as itself.
  if (sourceGroupName !== null && !cluster.scope.group(sourceGroupName)) throw noOffsets(sourceGroupName)
  const facts = await readFacts(cluster, { groupName, sourceGroupName, signal })
  if (sourceGroupName !== null && [...facts.sourceCommits.values()].every(({ size }) => size === 0)) {
    throw noOffsets(sourceGroupName)
  }
  const found = findScope(cluster, groupName, facts, { scope, target, offsets })
  requireFew(found)
  const mechanisms = await chooseMechanisms(cluster, facts, found, { target, signal })
  const reader = new PlanReader(cluster, facts, { groupName, target, offsets, signal })
  const topics: TopicPlan[] = []
  await askEach(found.topics, TOPICS_IN_FLIGHT, async (topic) => {
    topics.push(await reader.planTopic(topic, mechanisms.get(topic.server.address) ?? 'COMMIT', found.queueKeys))
  })
  const queues = topics.flatMap((topic) => topic.queues).sort(compareQueues)
  const leftOut = topics.flatMap((topic) => topic.leftOut)
  if (offsets && target.kind === 'SNAPSHOT') {
    const planned = new Set(queues.map(queueKey))
    for (const offset of offsets) if (!planned.has(queueKey(offset))) leftOut.push('LEFT_OUT_GONE')
  }
  if (queues.length === 0) {
    throw refuseReset('NOTHING_IN_SCOPE', `No queue of ${groupName} is left that this could reset.`, {
      leftOut: Object.fromEntries(
        Map.groupBy(leftOut, (code) => code)
          .entries()
          .map(([code, all]) => [code, all.length]),
      ),
    })
  }
  await reader.readStoreTimes(queues)
  const { clients } = facts.live.online
  const plan = {
    model: facts.live.model ?? facts.found.entry.sample?.model ?? null,
    mechanism: weakest(queues.map(({ mechanism }) => mechanism)),
    isOnline: clients.length > 0,
    onlineClients: clients.length,
    inflight: reader.inflight,
    queues,
    pushes: topics.flatMap((topic) => topic.push ?? []),
  }
  return { plan: { ...plan, ...explainPlan(plan, { cluster, facts, input, found, leftOut }) }, facts }
}

/** Before any queue is asked about: each costs requests of the broker's budget. */
function requireFew({ topics, queueKeys }: Scope): void {
  const all = topics.reduce((sum, { config }) => sum + Math.max(config.readQueueNums, config.writeQueueNums), 0)
  const count = queueKeys?.size ?? all
  if (count <= resetLimits.queuesMax) return
  throw new AppError(
    'LIMIT_EXCEEDED',
    `${count} queues are more than the ${resetLimits.queuesMax} of one reset. Name topics.`,
    { limit: resetLimits.queuesMax, used: count },
  )
}

function requirePast(target: ResetTarget): void {
  if (target.kind !== 'TIME' || target.at.getTime() <= Date.now()) return
  const detail = 'The time lies in the future.'
  throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.target.at', rule: 'notInFuture', detail }] })
}

const noOffsets = (groupName: string): AppError =>
  invalidSource(`${groupName} has no committed offsets on the brokers that answer.`)

function invalidSource(detail: string): AppError {
  return new AppError('INVALID_INPUT', detail, {
    fields: [{ path: 'body.target.groupName', rule: 'noOffsets', detail }],
  })
}

/** Offsets that the target itself names. @throws AppError NOT_FOUND */
async function namedOffsets(clusterId: string, groupName: string, target: ResetTarget): Promise<NamedOffset[] | null> {
  if (target.kind === 'SNAPSHOT') return (await findSnapshot(clusterId, groupName, target.snapshotId)).offsets
  if (target.kind !== 'OFFSETS') return null
  return target.offsets.map(({ queueOffset, ...queue }) => ({ ...queue, consumerOffset: queueOffset }))
}

interface TopicPlan {
  queues: PlannedQueue[]
  leftOut: (LeftOut | 'LEFT_OUT_PUSH')[]
  push?: PlannedPush
}

interface QueueOfTopic {
  queueId: number
  minOffset: bigint
  maxOffset: bigint
  currentOffset: bigint | null
}

class PlanReader {
  /** Summed up over all queues; null where no broker tells. */
  inflight: bigint | null = null
  private readonly cluster: LiveCluster
  private readonly facts: GroupFacts
  private readonly question: {
    groupName: string
    target: ResetTarget
    offsets: readonly NamedOffset[] | null
    signal: AbortSignal
  }
  private readonly given: ReadonlyMap<string, bigint>

  constructor(cluster: LiveCluster, facts: GroupFacts, question: PlanReader['question']) {
    this.cluster = cluster
    this.facts = facts
    this.question = question
    this.given = new Map((question.offsets ?? []).map((offset) => [queueKey(offset), offset.consumerOffset]))
  }

  async planTopic(
    topic: ScopeTopic,
    mechanism: ResetMechanism,
    queueKeys: ReadonlySet<string> | null,
  ): Promise<TopicPlan> {
    const { server, topicName, config } = topic
    const name = { topicName, brokerName: server.brokerName }
    const held = await this.readQueues(topic)
    const wanted = held.filter(({ queueId }) => queueKeys === null || queueKeys.has(queueKey({ ...name, queueId })))
    // The broker pushes what it has write queues for, no more.
    const reached = mechanism === 'CLIENTS' ? wanted.filter(({ queueId }) => queueId < config.writeQueueNums) : wanted
    const leftOut: TopicPlan['leftOut'] = Array.from({ length: wanted.length - reached.length }, () => 'LEFT_OUT_PUSH')
    const { target } = this.question
    const pushAt = mechanism === 'CLIENTS' ? await this.pushTime(topic, reached) : null
    const queues: PlannedQueue[] = []
    await askEach(reached, IN_FLIGHT, async (queue) => {
      const facts = pushAt?.factsOf.get(queue.queueId) ?? (await this.targetFacts(topic, queue))
      const planned = planQueue(queue, target, facts)
      if (typeof planned === 'string') {
        leftOut.push(planned)
        return
      }
      queues.push({
        ...name,
        ...queue,
        ...planned,
        storeTimestamp: null,
        mechanism,
        address: server.address,
        isPop: this.facts.live.type === 'POP',
      })
    })
    return { queues, leftOut, ...(mechanism === 'CLIENTS' && { push: { ...name, at: pushAt?.at ?? null } }) }
  }

  /** Store times of what will be consumed first, as far as they come in time. */
  async readStoreTimes(queues: readonly PlannedQueue[]): Promise<void> {
    const { admin } = this.cluster
    const deadlineMs = performance.now() + STORE_TIME_PATIENCE_MS
    const servers = new Map(this.facts.inventory.topicConfigs.map(({ server }) => [server.address, server]))
    await askEach(queues, IN_FLIGHT, async (queue) => {
      const leftMs = deadlineMs - performance.now()
      const server = servers.get(queue.address)
      if (!server || leftMs <= 0 || queue.targetOffset >= queue.maxOffset) return
      const timeoutMs = Math.ceil(Math.min(leftMs, this.cluster.pageTimeoutMs))
      const { topicName, queueId, targetOffset } = queue
      const call = { signal: this.question.signal, timeoutMs }
      try {
        queue.storeTimestamp = await storeTime({ admin, server, topicName, queueId, call }, targetOffset)
        if (this.isOlderThanOldest(queue)) queue.note = 'OLDER_THAN_OLDEST'
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
      }
    })
  }

  /** What was stored at the time itself is deleted, or nothing was: all that is left is later. */
  private isOlderThanOldest({ targetOffset, minOffset, storeTimestamp, note }: PlannedQueue): boolean {
    const { target } = this.question
    if (target.kind !== 'TIME' || storeTimestamp === null || note === 'NEAREST') return false
    return targetOffset === minOffset && storeTimestamp > target.at
  }

  private call() {
    return { signal: this.question.signal, timeoutMs: this.cluster.pageTimeoutMs }
  }

  /** Ends (202), commits (43, and 208 for a reset that waits where nothing was committed), what is handed out (208). */
  private async readQueues({ server, topicName }: ScopeTopic): Promise<QueueOfTopic[]> {
    const { groupName } = this.question
    const { topics, groups } = this.cluster.admin
    const [ends, stats] = await this.orSilent(server.brokerName, () =>
      Promise.all([
        topics.getStats(server, topicName, this.call()),
        groups.getConsumeStats(server, { groupName, topicName }, this.call()),
      ]),
    )
    const heldOf = new Map(stats.queues.map((queue) => [queue.queueId, queue]))
    return ends.queues.map(({ queueId, minOffset, maxOffset }) => {
      const held = heldOf.get(queueId)
      const waiting = held && held.consumerOffset > 0n ? held.consumerOffset : null
      const currentOffset = commitOf(this.facts.commits, server, topicName, queueId) ?? waiting
      const pulled = held?.pullOffset
      if (pulled !== null && pulled !== undefined && currentOffset !== null) {
        this.inflight = (this.inflight ?? 0n) + (pulled > currentOffset ? pulled - currentOffset : 0n)
      }
      return { queueId, minOffset, maxOffset, currentOffset }
    })
  }

  private async targetFacts(topic: ScopeTopic, queue: QueueOfTopic): Promise<TargetFacts> {
    const { server, topicName } = topic
    const { target } = this.question
    const name = { topicName, brokerName: server.brokerName, queueId: queue.queueId }
    if (target.kind === 'GROUP') {
      return { givenOffset: commitOf(this.facts.sourceCommits, server, topicName, queue.queueId) }
    }
    if (target.kind === 'TIME') {
      return {
        timeOffset: await this.orSilent(server.brokerName, () => findTimeOffset(this.at(topic, queue), target.at)),
      }
    }
    return { givenOffset: this.given.get(queueKey(name)) }
  }

  /**
   * Which time to push, and where the broker sends each queue with it. A broker that pushes takes the nearest message, which may be
   * one after others that belong to the time; so an earlier time is pushed until no queue goes further than it should.
   */
  private async pushTime(
    topic: ScopeTopic,
    queues: readonly QueueOfTopic[],
  ): Promise<{ at: Date | null; factsOf: ReadonlyMap<number, TargetFacts> }> {
    const { target } = this.question
    if (target.kind === 'EARLIEST') return { at: new Date(0), factsOf: new Map() }
    if (target.kind !== 'TIME') return { at: null, factsOf: new Map() }
    return this.orSilent(topic.server.brokerName, async () => {
      const exact = new Map<number, bigint>()
      await askEach(queues, IN_FLIGHT, async (queue) => {
        exact.set(queue.queueId, await findTimeOffset(this.at(topic, queue), target.at))
      })
      for (const earlierMs of [0, 1, 100, 1_000, 10_000, 60_000, 600_000, target.at.getTime()]) {
        const at = new Date(target.at.getTime() - earlierMs)
        const pushed = new Map<number, bigint>()
        await askEach(queues, IN_FLIGHT, async (queue) => {
          pushed.set(queue.queueId, await searchByTime(this.at(topic, queue), at))
        })
        const isSafe = queues.every(({ queueId }) => (pushed.get(queueId) ?? 0n) <= (exact.get(queueId) ?? 0n))
        if (!isSafe && earlierMs < target.at.getTime()) continue
        const factsOf = queues.map(({ queueId }): [number, TargetFacts] => {
          const timeOffset = pushed.get(queueId)
          return [queueId, { timeOffset, isNearest: timeOffset !== exact.get(queueId) }]
        })
        return { at, factsOf: new Map(factsOf) }
      }
      return { at: new Date(0), factsOf: new Map() }
    })
  }

  private at({ server, topicName }: ScopeTopic, { queueId, minOffset, maxOffset }: QueueOfTopic) {
    const { admin } = this.cluster
    return { admin, server, topicName, queueId, min: minOffset, max: maxOffset, call: this.call() }
  }

  /** A broker that fails in the middle makes the whole plan fail: half a plan would be taken for a whole one. */
  private async orSilent<T>(brokerName: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
      throw refuseReset('BROKER_SILENT', `${brokerName} did not answer: ${error.message}. Nothing was changed.`, {
        silentBrokers: [brokerName],
        answeringBrokers: [],
      })
    }
  }
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function compareQueues(a: PlannedQueue, b: PlannedQueue): number {
  return compareText(a.topicName, b.topicName) || compareText(a.brokerName, b.brokerName) || a.queueId - b.queueId
}

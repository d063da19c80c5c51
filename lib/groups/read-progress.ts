import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import type { ConsumeStats } from '#lib/rocketmq/admin/groups.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { TopicConfig, TopicStats } from '#lib/rocketmq/admin/topics.ts'
import { BrokerError, RocketmqError } from '#lib/rocketmq/errors.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { askEach } from './ask-each.ts'
import type { TopicProgress } from './progress-rows.ts'

export interface ProgressQuestion {
  groupName: string
  /** Only this topic. */
  topicName: string | undefined
  /** Comes while the brokers are asked already: it needs to be known who is online. */
  topics: Promise<TopicsOfGroup>
  /** Nobody else knows what the group committed: ask for all commits. */
  needsCommits: boolean
  /** `performance.now()` by which everything must have been answered. */
  deadlineMs: number
  signal: AbortSignal
}

export interface TopicsOfGroup {
  /** Topics that the group is known to have besides those that the broker tells. */
  known: ReadonlySet<string>
  kindOf: (topicName: string) => TopicProgress['kind']
}

export interface BrokerOfGroup {
  server: Server
  configs: ReadonlyMap<string, TopicConfig>
}

const IN_FLIGHT = 16

/**
 * Where a group stands on one broker: one request for its offsets (208), one per topic for the ends of its queues (202), one per
 * topic in which it is behind for the age of what waits (303), and where 208 cannot tell 0 from nothing, one for all commits (43).
 *
 * @returns `error`: the broker does not answer, so that the topics that should be there are without figures
 */
export async function readProgress(
  cluster: LiveCluster,
  broker: BrokerOfGroup,
  question: ProgressQuestion,
): Promise<{ topics: TopicProgress[]; error: PartialEntry | null }> {
  const { server, configs } = broker
  const reader = new BrokerReader(cluster, server, question)
  try {
    const [held, { known, kindOf }] = await Promise.all([reader.consumeStats(), question.topics])
    const byTopic = Map.groupBy(held.queues, ({ topicName }) => topicName)
    const here = [...known].filter((topicName) => configs.has(topicName))
    const isUnclear =
      question.needsCommits ||
      here.some((topicName) => !byTopic.has(topicName)) ||
      held.queues.some(({ consumerOffset, brokerOffset }) => consumerOffset <= 0n && brokerOffset > 0n)
    const commitsByTopic = isUnclear ? await reader.commits() : null
    const topicNames = [...new Set([...byTopic.keys(), ...here, ...(commitsByTopic?.keys() ?? [])])].filter(
      // What was committed in topics that are gone is nobody's lag.
      (topicName) => byTopic.has(topicName) || configs.has(topicName),
    )
    const topics = topicNames.map(
      (topicName): TopicProgress => ({
        topicName,
        brokerName: server.brokerName,
        kind: kindOf(topicName),
        queueCount: queueCount(configs.get(topicName)),
        stats: null,
        consumeStats: new Map((byTopic.get(topicName) ?? []).map((queue) => [queue.queueId, queue])),
        commits: commitsByTopic ? (commitsByTopic.get(topicName) ?? new Map()) : null,
        delaysMs: new Map(),
      }),
    )
    const error = await reader.fill(topics)
    return { topics, error }
  } catch (error) {
    if (!(error instanceof RocketmqError)) throw error
    return { topics: silentTopics(broker, await question.topics), error: toPartialEntry(server, error) }
  }
}

/** The topics that a broker holds, when it does not say how the group stands there. */
export function silentTopics({ server, configs }: BrokerOfGroup, { known, kindOf }: TopicsOfGroup): TopicProgress[] {
  return [...known].flatMap((topicName) => {
    const config = configs.get(topicName)
    if (!config) return []
    const kind = kindOf(topicName)
    const nothing = { stats: null, consumeStats: new Map(), commits: null, delaysMs: new Map() }
    return [{ topicName, brokerName: server.brokerName, kind, queueCount: queueCount(config), ...nothing }]
  })
}

const queueCount = (config: TopicConfig | undefined) =>
  config ? Math.max(config.readQueueNums, config.writeQueueNums) : 0

class BrokerReader {
  private readonly cluster: LiveCluster
  private readonly server: Server
  private readonly question: ProgressQuestion

  constructor(cluster: LiveCluster, server: Server, question: ProgressQuestion) {
    this.cluster = cluster
    this.server = server
    this.question = question
  }

  async consumeStats(): Promise<ConsumeStats> {
    const { groupName, topicName } = this.question
    const of = { groupName, ...(topicName !== undefined && { topicName }) }
    const none: ConsumeStats = { queues: [], consumeTps: 0 }
    return unlessNotThere(this.cluster.admin.groups.getConsumeStats(this.server, of, this.options()), none)
  }

  /** What the group committed, by topic and queueId. */
  async commits(): Promise<Map<string, ReadonlyMap<number, bigint>>> {
    const { groupName, topicName } = this.question
    const options = { ...this.options(), groupNames: [groupName] }
    const { done, failed } = await this.cluster.admin.groups.listOffsets([this.server], options)
    if (failed[0]) throw failed[0].error
    const own = (done[0]?.value ?? []).filter((committed) => (topicName ?? committed.topicName) === committed.topicName)
    return new Map(own.map((committed) => [committed.topicName, committed.offsetByQueueId]))
  }

  /** Asks for what each topic lacks. What is not answered in time stays unknown. */
  async fill(topics: TopicProgress[]): Promise<PartialEntry | null> {
    let failure: PartialEntry | null = null
    await askEach(topics, IN_FLIGHT, async (topic) => {
      if (failure && this.isLate()) return
      try {
        topic.stats = await this.stats(topic.topicName)
        if (isBehind(topic)) topic.delaysMs = await this.delays(topic.topicName)
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
        failure ??= toPartialEntry(this.server, error)
      }
    })
    return failure
  }

  private stats(topicName: string): Promise<TopicStats> {
    const none: TopicStats = { queues: [], putTps: null }
    return unlessNotThere(this.cluster.admin.topics.getStats(this.server, topicName, this.options()), none)
  }

  private async delays(topicName: string): Promise<Map<number, number | null>> {
    const { groupName } = this.question
    const { groups } = this.cluster.admin
    const spans = await unlessNotThere(
      groups.getConsumeTimeSpans(this.server, { groupName, topicName }, this.options()),
      [],
    )
    return new Map(spans.map(({ queueId, delayMs }) => [queueId, delayMs]))
  }

  private isLate(): boolean {
    return performance.now() >= this.question.deadlineMs
  }

  private options(): { signal: AbortSignal; timeoutMs: number } {
    const leftMs = Math.ceil(this.question.deadlineMs - performance.now())
    return { signal: this.question.signal, timeoutMs: Math.max(1, Math.min(leftMs, this.cluster.pageTimeoutMs)) }
  }
}

/** A topic that was deleted since the inventory was read has no queues. */
async function unlessNotThere<T>(answer: Promise<T>, none: T): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof BrokerError && error.responseCode === ResponseCode.TOPIC_NOT_EXIST) return none
    throw error
  }
}

function isBehind({ stats, consumeStats, commits }: TopicProgress): boolean {
  return (stats?.queues ?? []).some(({ queueId, minOffset, maxOffset }) => {
    const held = consumeStats.get(queueId)
    const committed = commits?.get(queueId) ?? held?.consumerOffset ?? minOffset
    return committed < (held?.brokerOffset ?? maxOffset) && maxOffset > minOffset
  })
}

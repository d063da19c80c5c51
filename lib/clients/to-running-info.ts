import type { RunningInfo as ClientAnswer } from '#lib/rocketmq/admin/clients.ts'
import { RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import { type QueueProgress, queueKey } from './read-queue-lag.ts'
import type { ClientQueue, ClientTopic, RunningInfo } from './schema.ts'

interface Progress {
  /** Offsets of broadcast groups live at their clients: brokers hold none, and there is no lag of the group. */
  isBroadcast: boolean
  progress: ReadonlyMap<string, QueueProgress>
  answeredAt: Date
}

type ToldInfo = Omit<RunningInfo, 'clientId' | 'groupName' | 'answeredAt' | 'askedThrough'>

/** Properties that are shown as facts of their own. */
const FACTS = new Set([
  'PROP_CONSUMER_START_TIMESTAMP',
  'PROP_NAMESERVER_ADDR',
  'PROP_CLIENT_VERSION',
  'PROP_CONSUME_TYPE',
  'PROP_CONSUMEORDERLY',
  'PROP_THREADPOOL_CORE_SIZE',
])
const HUNG_MS = 5 * 60_000
/** A client is free to send what it likes. */
const MAX_PROPERTIES = 300
const MAX_PROPERTY_CHARACTERS = 1_000

/** A consumer's answer, its queues joined with what the brokers hold. Pure. */
export function toRunningInfo(info: ClientAnswer, joined: Progress): ToldInfo {
  const { properties } = info
  const startedMs = numberOf(properties.PROP_CONSUMER_START_TIMESTAMP)
  const orderly = properties.PROP_CONSUMEORDERLY
  const isOrderly = orderly === undefined ? null : orderly === 'true'
  const queues = toQueues(info, joined, isOrderly === true)
  const lastConsumeAt = newest(queues)
  return {
    startedAt: startedMs === null || startedMs <= 0 ? null : new Date(startedMs),
    nameServers: (properties.PROP_NAMESERVER_ADDR ?? properties.namesrvAddr ?? '').split(';').filter(Boolean),
    version: properties.PROP_CLIENT_VERSION?.replace(/^V(?=\d)/, '').replaceAll('_', '.') ?? null,
    consumeType: properties.PROP_CONSUME_TYPE ?? null,
    messageModel: properties.messageModel ?? null,
    isOrderly,
    threads: {
      core: numberOf(properties.PROP_THREADPOOL_CORE_SIZE),
      min: numberOf(properties.consumeThreadMin),
      max: numberOf(properties.consumeThreadMax),
    },
    topics: toTopics(info),
    queues,
    isHung: isHung(queues, lastConsumeAt, joined.answeredAt),
    lastConsumeAt,
    properties: Object.fromEntries(
      Object.entries(properties)
        .filter(([name]) => !FACTS.has(name))
        .slice(0, MAX_PROPERTIES)
        .map(([name, value]) => [name, value.slice(0, MAX_PROPERTY_CHARACTERS)])
        .sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
    ),
  }
}

/** Every topic that it subscribes to or has statistics of. */
function toTopics({ subscriptions, statuses }: ClientAnswer): ClientTopic[] {
  const subscriptionOf = new Map(subscriptions.map((subscription) => [subscription.topicName, subscription]))
  const statusOf = new Map(statuses.map((status) => [status.topicName, status]))
  return [...new Set([...subscriptionOf.keys(), ...statusOf.keys()])].sort(retryLast).map((topicName) => {
    const subscription = subscriptionOf.get(topicName)
    const status = statusOf.get(topicName)
    return {
      topicName,
      isRetry: isRetry(topicName),
      expressionType: subscription?.expressionType ?? null,
      expression: subscription?.expression ?? null,
      pullRtMs: status?.pullRtMs ?? null,
      pullTps: status?.pullTps ?? null,
      consumeRtMs: status?.consumeRtMs ?? null,
      consumeOkTps: status?.consumeOkTps ?? null,
      consumeFailedTps: status?.consumeFailedTps ?? null,
      consumeFailedLastHour: status?.consumeFailedLastHour ?? null,
    }
  })
}

function toQueues(info: ClientAnswer, { isBroadcast, progress }: Progress, isOrderly: boolean): ClientQueue[] {
  const heldOf = (queue: Parameters<typeof queueKey>[0]) => {
    const held = progress.get(queueKey(queue))
    return {
      brokerOffset: held?.brokerOffset ?? null,
      ...(!isBroadcast && { consumerOffset: held?.consumerOffset ?? null, lag: held?.lag ?? null }),
    }
  }
  const pulled = info.queues.map((queue): ClientQueue => {
    const { topicName, brokerName, queueId } = queue
    return {
      ...{ topicName, brokerName, queueId, isRetry: isRetry(topicName), mode: 'PULL' },
      committedOffset: queue.commitOffset,
      ...heldOf(queue),
      cachedMessages: queue.cachedMessages,
      cachedMiB: queue.cachedMiB,
      lastPullAt: queue.lastPullAt,
      lastConsumeAt: queue.lastConsumeAt,
      // Others carry the field too, and it means nothing there.
      isLocked: isOrderly ? queue.isLocked : null,
      isDropped: queue.isDropped,
    }
  })
  const popped = info.popQueues.map((queue): ClientQueue => {
    const { topicName, brokerName, queueId } = queue
    return {
      ...{ topicName, brokerName, queueId, isRetry: isRetry(topicName), mode: 'POP' },
      committedOffset: null,
      ...heldOf(queue),
      cachedMessages: null,
      cachedMiB: null,
      lastPullAt: queue.lastPopAt,
      lastConsumeAt: null,
      isLocked: null,
      isDropped: queue.isDropped,
      waitingAcks: queue.waitAckCount,
    }
  })
  return [...pulled, ...popped].sort(
    (a, b) =>
      retryLast(a.topicName, b.topicName) || compare(a.brokerName, b.brokerName) || compare(a.queueId, b.queueId),
  )
}

/** Consume times of popped queues are not told, nor is the lag of broadcast groups. */
function isHung(queues: readonly ClientQueue[], lastConsumeAt: Date | null, answeredAt: Date): boolean | null {
  const own = queues.filter((queue) => !queue.isRetry)
  if (own.some(({ lag, mode }) => lag === undefined || lag === null || mode === 'POP')) return null
  if (own.every(({ lag }) => (lag ?? 0n) <= 0n)) return false
  return lastConsumeAt === null ? null : answeredAt.getTime() - lastConsumeAt.getTime() > HUNG_MS
}

function newest(queues: readonly ClientQueue[]): Date | null {
  const times = queues.flatMap(({ isRetry, lastConsumeAt }) =>
    isRetry || !lastConsumeAt ? [] : lastConsumeAt.getTime(),
  )
  return times.length === 0 ? null : new Date(Math.max(...times))
}

const isRetry = (topicName: string) => topicName.startsWith(RETRY_PREFIX)
const retryLast = (a: string, b: string) => Number(isRetry(a)) - Number(isRetry(b)) || compare(a, b)
const compare = <T extends string | number>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0)

function numberOf(text: string | undefined): number | null {
  const number = Number(text)
  return text === undefined || text === '' || !Number.isFinite(number) ? null : number
}

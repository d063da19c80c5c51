import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { queueLag } from '#lib/monitoring/queue-lag.ts'
import type { GroupReading } from './read-groups.ts'
import type { BrokerStats } from './read-stats.ts'
import type { TopicSubscription } from './schema.ts'

type Progress = Pick<TopicSubscription, 'lag' | 'lagTimeMs' | 'inflight' | 'lastConsumedAt' | 'queues'>
type Queue = Progress['queues'][number]

interface ProgressSources {
  reading: GroupReading
  /** The topic's queues, per broker that holds it. */
  brokers: readonly BrokerStats[]
  at: Date
}

/**
 * Where a group stands in a topic, as the brokers answered now. While one of them is silent the sums say "at least".
 *
 * @returns null when none of them answered
 */
export function groupProgress({ reading, brokers, at }: ProgressSources): Progress | null {
  const queues = brokers.flatMap((broker) => queuesOf(broker, reading))
  if (queues.every(({ lag }) => lag === null)) return null
  const behind = queues.filter(({ lag }) => lag !== null && lag > 0n)
  const times = queues.flatMap(({ lastConsumedAt }) => lastConsumedAt?.getTime() ?? [])
  const lag = sum(queues, 'lag', at)
  return {
    lag,
    lagTimeMs: behind.length === 0 && lag.state === 'ok' ? ok(0, at) : oldest(behind, reading, lag.state === 'ok', at),
    inflight: sum(queues, 'inflight', at),
    lastConsumedAt: times.length === 0 ? unknown('NOT_REPORTED') : ok(new Date(Math.max(...times)), at),
    queues,
  }
}

/** Messages are stored, and the group has committed nothing that says it read one of them. */
export const hasConsumedNothing = ({ queues }: Progress): boolean =>
  queues.every(({ consumerOffset }) => !consumerOffset) && queues.some(({ brokerOffset }) => (brokerOffset ?? 0n) > 0n)

function queuesOf({ server, config, stats }: BrokerStats, { statsByBroker }: GroupReading): Queue[] {
  const { brokerName } = server
  const consumed = statsByBroker.get(brokerName)
  if (!consumed || !stats) {
    const unknowns = { brokerOffset: null, consumerOffset: null, lag: null, inflight: null, lastConsumedAt: null }
    const { topicName } = config
    return Array.from({ length: config.readQueueNums }, (_, queueId) => ({
      topicName,
      brokerName,
      queueId,
      ...unknowns,
    }))
  }
  const minByQueue = new Map(stats.queues.map(({ queueId, minOffset }) => [queueId, minOffset]))
  return consumed.queues
    .map(({ topicName, queueId, brokerOffset, consumerOffset, pullOffset, lastTimestamp }) => {
      // Brokers say 0 for none.
      const committed = consumerOffset > 0n ? consumerOffset : null
      const inflight = pullOffset === null ? null : pullOffset - consumerOffset
      return {
        topicName,
        brokerName,
        queueId,
        brokerOffset,
        consumerOffset: committed,
        lag: queueLag({ minOffset: minByQueue.get(queueId) ?? 0n, maxOffset: brokerOffset, committed }).lag,
        inflight: inflight !== null && inflight < 0n ? 0n : inflight,
        lastConsumedAt: lastTimestamp,
      }
    })
    .sort((a, b) => a.queueId - b.queueId)
}

function sum(queues: readonly Queue[], key: 'lag' | 'inflight', at: Date): Measured<bigint> {
  const told = queues.flatMap((queue) => queue[key] ?? [])
  if (told.length === 0) return unknown('NOT_REPORTED')
  const value = told.reduce((total, part) => total + part, 0n)
  return told.length === queues.length ? ok(value, at) : { value, state: 'estimate', at, reason: 'PARTIAL' }
}

/** Age of the oldest message not consumed, in the queues that are behind. */
function oldest(
  behind: readonly Queue[],
  { spansByBroker }: GroupReading,
  isComplete: boolean,
  at: Date,
): Measured<number> {
  const ages = behind.map(
    ({ brokerName, queueId }) =>
      spansByBroker.get(brokerName)?.find((span) => span.queueId === queueId)?.delayMs ?? null,
  )
  const known = ages.filter((age) => age !== null)
  if (known.length === 0) return unknown('NO_ANSWER')
  const value = Math.max(...known)
  return isComplete && known.length === ages.length
    ? ok(value, at)
    : { value, state: 'estimate', at, reason: 'PARTIAL' }
}

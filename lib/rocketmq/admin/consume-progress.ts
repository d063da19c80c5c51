import type { ConsumeStatsBody } from '../requests/get-consume-stats.ts'
import type { ConsumeTimeSpanBody } from '../requests/query-consume-time-span.ts'
import { dateOrNull } from './time.ts'

/** Where a group stands in its queues on one broker. */
export interface ConsumeStats {
  /** In the broker's order, which is none. */
  queues: {
    topicName: string
    brokerName: string
    queueId: number
    /** The next offset to be written. */
    brokerOffset: bigint
    /** The next offset to be consumed; 0 in a queue for which the group never committed, −1 undecided (static topics). */
    consumerOffset: bigint
    /** 5.1+: the next offset to be handed out. Null before. */
    pullOffset: bigint | null
    /** Store time of the last consumed message, null when there is none or it is deleted. */
    lastTimestamp: Date | null
  }[]
  /** Messages per second that the group takes from this broker. */
  consumeTps: number
}

/** How far back in time a group is in one queue. */
export interface ConsumeTimeSpan {
  topicName: string
  brokerName: string
  queueId: number
  /** Store time of the oldest message. */
  minAt: Date | null
  /** Store time of the newest message. */
  maxAt: Date | null
  /** Store time of the last consumed message; that of the oldest message when nothing was consumed. */
  consumedAt: Date | null
  /**
   * Age of the first message not consumed; 0 when all are. Null when the broker cannot tell: that message is deleted, or
   * the group never committed for this queue, be it empty or not.
   */
  delayMs: number | null
}

export function toConsumeStats({ offsets, consumeTps }: ConsumeStatsBody): ConsumeStats {
  return {
    queues: offsets.map(({ topic, lastTimestamp, ...queue }) => ({
      topicName: topic,
      ...queue,
      lastTimestamp: dateOrNull(lastTimestamp),
    })),
    consumeTps,
  }
}

/** No message is so old; a clock minus a store time of −1 is older. */
const OLDEST_DELAY_MS = 20 * 365 * 86_400_000

export function toConsumeTimeSpan(span: ConsumeTimeSpanBody): ConsumeTimeSpan {
  const { topic, brokerName, queueId } = span.messageQueue
  return {
    topicName: topic,
    brokerName,
    queueId,
    minAt: dateOrNull(span.minTimeStamp),
    maxAt: dateOrNull(span.maxTimeStamp),
    consumedAt: dateOrNull(span.consumeTimeStamp),
    delayMs: span.delayTime > OLDEST_DELAY_MS ? null : span.delayTime,
  }
}

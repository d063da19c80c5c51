import type { ConsumerRunningInfoBody } from '../requests/get-consumer-running-info.ts'
import { type SubscriptionData, toSubscriptionData } from './subscription-data.ts'
import { dateOrNull } from './time.ts'

/** What a consumer says of itself. Null is what its library does not tell. */
export interface RunningInfo {
  /** `PROP_CONSUMER_START_TIMESTAMP`, `PROP_CLIENT_VERSION`, `PROP_THREADPOOL_CORE_SIZE` … and settings of its library. */
  properties: Readonly<Record<string, string>>
  subscriptions: SubscriptionData[]
  /** Queues that it reads itself. */
  queues: {
    topicName: string
    brokerName: string
    queueId: number
    /** −1 before its first commit. */
    commitOffset: bigint | null
    cachedMessages: number | null
    cachedMiB: number | null
    /** Of the messages in its memory; both 0 when there are none. */
    cachedMinOffset: bigint | null
    cachedMaxOffset: bigint | null
    /** Orderly consumers lock their queues at the broker; of others it says nothing. */
    isLocked: boolean | null
    /** Given up, to be taken over by another client. */
    isDropped: boolean | null
    lastPullAt: Date | null
    lastConsumeAt: Date | null
    lastLockAt: Date | null
  }[]
  /** 5.0+: queues from which brokers hand it messages. */
  popQueues: {
    topicName: string
    brokerName: string
    queueId: number
    waitAckCount: number | null
    isDropped: boolean | null
    lastPopAt: Date | null
  }[]
  statuses: {
    topicName: string
    pullRtMs: number | null
    pullTps: number | null
    consumeRtMs: number | null
    consumeOkTps: number | null
    consumeFailedTps: number | null
    consumeFailedLastHour: bigint | null
  }[]
  /** Stacks of its threads as text, if asked for and told. */
  jstack: string | null
}

export function toRunningInfo(body: ConsumerRunningInfoBody): RunningInfo {
  return {
    properties: body.properties,
    subscriptions: body.subscriptionSet.map(toSubscriptionData),
    queues: body.mqTable.map((queue) => ({
      topicName: queue.topic,
      brokerName: queue.brokerName,
      queueId: queue.queueId,
      commitOffset: queue.commitOffset,
      cachedMessages: queue.cachedMsgCount,
      cachedMiB: queue.cachedMsgSizeInMiB,
      cachedMinOffset: queue.cachedMsgMinOffset,
      cachedMaxOffset: queue.cachedMsgMaxOffset,
      isLocked: queue.locked,
      isDropped: queue.droped,
      lastPullAt: dateOrNull(queue.lastPullTimestamp),
      lastConsumeAt: dateOrNull(queue.lastConsumeTimestamp),
      lastLockAt: dateOrNull(queue.lastLockTimestamp),
    })),
    popQueues: body.mqPopTable.map((queue) => ({
      topicName: queue.topic,
      brokerName: queue.brokerName,
      queueId: queue.queueId,
      waitAckCount: queue.waitAckCount,
      isDropped: queue.droped,
      lastPopAt: dateOrNull(queue.lastPopTimestamp),
    })),
    statuses: body.statusTable.map((status) => ({
      topicName: status.topic,
      pullRtMs: status.pullRT,
      pullTps: status.pullTPS,
      consumeRtMs: status.consumeRT,
      consumeOkTps: status.consumeOKTPS,
      consumeFailedTps: status.consumeFailedTPS,
      consumeFailedLastHour: status.consumeFailedMsgs,
    })),
    jstack: body.jstack,
  }
}

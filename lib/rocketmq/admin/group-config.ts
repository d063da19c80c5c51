import type { GroupRetryPolicyBody, SubscriptionGroupConfigBody } from '../requests/get-all-subscriptiongroup-config.ts'

/** A subscription group's settings on one broker. */
export interface GroupConfig {
  groupName: string
  consumeEnable: boolean
  consumeFromMinEnable: boolean
  consumeBroadcastEnable: boolean
  /** 5.0+; false before. */
  consumeMessageOrderly: boolean
  /** Queues of the group's retry topic. */
  retryQueueNums: number
  /** Deliveries again before a message becomes a dead letter. */
  retryMaxTimes: number
  brokerId: number
  /** Broker id to read from when this one is slow. */
  whichBrokerWhenConsumeSlowly: number
  notifyConsumerIdsChangedEnable: boolean
  groupSysFlag: number
  /** 5.0+; null before. */
  consumeTimeoutMinute: number | null
  /** When POP and gRPC clients get a message again. Null before 5.0, and for a type that we do not know. */
  retryPolicy: RetryPolicy | null
  /** 5.1+; empty before. */
  attributes: Readonly<Record<string, string>>
  /** Topics that it may not pull from (5.0+); empty before. */
  forbiddenTopics: readonly string[]
}

export type RetryPolicy =
  | { type: 'CUSTOMIZED'; nextMs: readonly number[] }
  | { type: 'EXPONENTIAL'; initialMs: number; maxMs: number; multiplier: number }

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** What is in force where a broker names a type and no policy (CustomizedRetryPolicy, ExponentialRetryPolicy). */
const DEFAULT_CUSTOMIZED: RetryPolicy = Object.freeze({
  type: 'CUSTOMIZED',
  nextMs: Object.freeze([
    ...[1, 5, 10, 30].map((seconds) => seconds * SECOND_MS),
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 60, 120].map((minutes) => minutes * MINUTE_MS),
  ]),
})
const DEFAULT_EXPONENTIAL: RetryPolicy = Object.freeze({
  type: 'EXPONENTIAL',
  initialMs: 5 * SECOND_MS,
  maxMs: 120 * MINUTE_MS,
  multiplier: 2,
})

export function toGroupConfig({ groupRetryPolicy, ...config }: SubscriptionGroupConfigBody): GroupConfig {
  return { ...config, retryPolicy: groupRetryPolicy && toRetryPolicy(groupRetryPolicy) }
}

function toRetryPolicy(policy: GroupRetryPolicyBody): RetryPolicy | null {
  if (policy.type === 'CUSTOMIZED') {
    const customized = policy.customizedRetryPolicy
    return customized ? { type: 'CUSTOMIZED', nextMs: customized.next } : DEFAULT_CUSTOMIZED
  }
  if (policy.type !== 'EXPONENTIAL') return null
  const exponential = policy.exponentialRetryPolicy
  return exponential
    ? {
        type: 'EXPONENTIAL',
        initialMs: exponential.initial,
        maxMs: exponential.max,
        multiplier: exponential.multiplier,
      }
    : DEFAULT_EXPONENTIAL
}

import type { SubscriptionDataBody } from '../requests/subscription-data.ts'

/** What a group, or one of its clients, subscribes to in one topic. */
export interface SubscriptionData {
  topicName: string
  /** TAG or SQL92. */
  expressionType: string
  /** `*` for everything, `TagA || TagB`, or a SQL92 expression. */
  expression: string
  /** Grows with each change: the client's clock in ms when it subscribed. */
  subVersion: bigint
  isClassFilter: boolean
}

export function toSubscriptionData(data: SubscriptionDataBody): SubscriptionData {
  return {
    topicName: data.topic,
    expressionType: data.expressionType,
    expression: data.subString,
    subVersion: data.subVersion,
    isClassFilter: data.classFilterMode,
  }
}

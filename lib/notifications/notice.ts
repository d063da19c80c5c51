import type { Severity, Transition } from '#lib/alarms/schema.ts'

/** The thing of RocketMQ that an alarm is about: the parts of its identity. */
export interface NoticeObject {
  brokerName?: string
  address?: string
  topicName?: string
  groupName?: string
  clientId?: string
  namespace?: string
}

/**
 * One event of one alarm, as it is told. Plain JSON but for its dates: it is stored as it was, so that what is sent an hour later
 * says what happened then. Whether somebody hears of it at all (silences, acknowledgement, inhibition, when to repeat) has been
 * decided by whoever made it.
 */
export interface AlarmNotice {
  eventId: string
  instanceId: string
  ruleId: string
  ruleName: string
  clusterId: string
  clusterName: string
  environment: string
  transition: Transition
  severity: Severity
  /** cluster, broker, node, namespace, topic, group, groupTopic, client */
  level: string
  object: NoticeObject
  owner: string | null
  labels: Record<string, string>
  metric: string
  unit: string
  /** Null = not known. */
  value: number | null
  threshold: number | null
  since: Date
  at: Date
  trend: 'UP' | 'FLAT' | 'DOWN' | null
  runbookUrl: string | null
  /** Text of the rule instead of ours; a language without one has ours. */
  template: { en: string | null; zhCN: string | null } | null
  /** Policies that the rule names; null = by matchers. */
  policyIds: string[] | null
}

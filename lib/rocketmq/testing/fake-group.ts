import type { GroupConfig } from '../admin/group-config.ts'
import type { GroupClient } from '../admin/group-connection.ts'
import type { RunningInfo } from '../admin/running-info.ts'
import type { SubscriptionData } from '../admin/subscription-data.ts'

/** A subscription group of a fake broker: its name, and what differs from an offline group that never consumed. */
export interface FakeGroupParts {
  groupName: string
  /** Null: no settings, as after a deletion that kept the offsets. */
  config?: Partial<GroupConfig> | null
  /** Members of its settings that our client does not know. */
  extraMembers?: Readonly<Record<string, unknown>>
  /** Committed, by topic and queueId: `{ orders: { 0: 5n } }`. */
  offsets?: Readonly<Record<string, Readonly<Record<number, bigint>>>>
  /** Handed out, by topic and queueId; the committed offset where absent. */
  pullOffsets?: Readonly<Record<string, Readonly<Record<number, bigint>>>>
  /** Age of the first message not consumed (303), by topic and queueId; told from the messages where absent. */
  delaysMs?: Readonly<Record<string, Readonly<Record<number, number>>>>
  /** Online; a text is a client id. */
  clients?: readonly (string | FakeClientParts)[]
  /** A text is a topic of which everything is wanted. */
  subscriptions?: readonly (string | (Partial<SubscriptionData> & { topicName: string }))[]
  consumeType?: string
  messageModel?: string
  consumeTps?: number
  /** PULL or POP, by topic (402). */
  modes?: Readonly<Record<string, string>>
}

export interface FakeClientParts extends Partial<Omit<GroupClient, 'version'>> {
  clientId: string
  /** What it says of itself (307); null never answers the broker, as gRPC clients do. Default: its subscriptions only. */
  runningInfo?: Partial<RunningInfo> | null
}

export interface FakeGroup extends Omit<FakeGroupParts, 'config' | 'clients' | 'subscriptions'> {
  config: GroupConfig | null
  offsets: NonNullable<FakeGroupParts['offsets']>
  clients: FakeClient[]
  subscriptions: SubscriptionData[]
}

export type FakeClient = Omit<GroupClient, 'version'> & { runningInfo: Partial<RunningInfo> | null }

/** A producer that is connected to a fake broker. */
export interface FakeProducer {
  producerGroup: string
  clientId: string
  address?: string
  language?: string
  versionOrdinal?: number
  lastSeenAt?: Date
}

export function completeGroup({ config, clients, subscriptions, ...parts }: FakeGroupParts): FakeGroup {
  return {
    ...parts,
    offsets: parts.offsets ?? {},
    config: config === null ? null : { ...DEFAULT_CONFIG, groupName: parts.groupName, ...config },
    clients: (clients ?? []).map((client) => ({
      address: '127.0.0.1:50000',
      language: 'JAVA',
      versionOrdinal: 513,
      runningInfo: {},
      ...(typeof client === 'string' ? { clientId: client } : client),
    })),
    subscriptions: (subscriptions ?? []).map((subscription) => ({
      expressionType: 'TAG',
      expression: '*',
      subVersion: 1n,
      isClassFilter: false,
      ...(typeof subscription === 'string' ? { topicName: subscription } : subscription),
    })),
  }
}

const DEFAULT_CONFIG: Omit<GroupConfig, 'groupName'> = {
  consumeEnable: true,
  consumeFromMinEnable: true,
  consumeBroadcastEnable: true,
  consumeMessageOrderly: false,
  retryQueueNums: 1,
  retryMaxTimes: 16,
  brokerId: 0,
  whichBrokerWhenConsumeSlowly: 1,
  notifyConsumerIdsChangedEnable: true,
  groupSysFlag: 0,
  consumeTimeoutMinute: 15,
  retryPolicy: null,
  attributes: {},
  forbiddenTopics: [],
}

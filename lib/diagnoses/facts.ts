import type { ClientRisk, ClientTopic } from '#lib/clients/schema.ts'
import type { Group, GroupProgress, GroupRetry, GroupSubscriptions } from '#lib/groups/schema.ts'
import type { StandingThread } from '#lib/monitoring/consume-threads.ts'

/** All that a diagnosis has seen, before anything is concluded from it. */
export interface DiagnosisFacts {
  at: Date
  group: Group
  /** When the numbers of `group` were sampled; null: never. */
  sampledAt: Date | null
  /** Null: no broker told. */
  progress: GroupProgress | null
  retry: GroupRetry | null
  subscriptions: GroupSubscriptions
  clients: readonly ClientFacts[]
  /** Brokers and proxies that were asked for clients and answered. */
  serversAsked: number
  /** Brokers and proxies that did not answer, and why. */
  silent: readonly { name: string; address: string; code: string; detail: string }[]
  topics: readonly TopicFacts[]
  brokers: readonly BrokerFacts[]
  /** Newest first. */
  changes: readonly { at: Date; what: string; by: string | null; outcome: string | null }[]
}

export interface ClientFacts {
  clientId: string
  language: string
  version: string
  protocol: 'remoting' | 'grpc'
  risk: ClientRisk | null
  /** Names of the brokers and proxies that hold a connection of it. */
  brokers: readonly string[]
  proxies: readonly string[]
  /** ANSWERED: it was asked itself. NOT_ASKABLE: only a proxy could, and does not. */
  answer: 'ANSWERED' | 'SILENT' | 'NOT_ASKABLE'
  /** The rest null where it did not answer. */
  queues: number | null
  lag: bigint | null
  /** Messages in its memory: of a group that never committed there is no lag, and yet they wait. */
  cached: number | null
  lastConsumeAt: Date | null
  isHung: boolean | null
  /** Where the sampler has seen a consume thread stand while a queue did not move; null: it has not. */
  standingAt: string | null
  topics: readonly ClientTopic[]
  /** Consume threads that two looks found at the same place; null: nobody looked. */
  standing: readonly StandingThread[] | null
}

export interface TopicFacts {
  topicName: string
  /** Null: no broker has it. */
  type: string | null
  permission: string | null
  brokerNames: readonly string[]
  isWrongFit: boolean | null
}

/** Of a master, as the node check saw it. */
export interface BrokerFacts {
  brokerName: string
  canWrite: boolean | null
  rejectedPerSecond: number | null
  oldestMessageAt: Date | null
}

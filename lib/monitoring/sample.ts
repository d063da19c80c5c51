import type { Measured, PartialEntry } from '#lib/api/endpoint.ts'

/**
 * What the sampler knows of one cluster: the numbers of every topic and group, and who is online. Written by the worker, read by
 * pages as a whole (`getSample`). Names and configs are not here: they come from the inventory.
 *
 * Each value carries its own state. What a silent broker holds is stale for three periods and then unknown; `getSample` marks
 * everything stale when the sampler itself has stopped.
 */
export interface ClusterSample {
  clusterId: string
  /** When the last pass over the offsets began. */
  at: Date
  /** Distance of two passes. */
  periodMs: number
  topics: ReadonlyMap<string, TopicSample>
  groups: ReadonlyMap<string, GroupSample>
  producers: readonly ClientSample[]
  /** Brokers and proxies that did not answer in the last pass. */
  partial: readonly PartialEntry[]
}

export type Trend = 'UP' | 'FLAT' | 'DOWN'

/** Every topic that any master has, retry, dead-letter and system topics included. */
export interface TopicSample {
  topicName: string
  /** Growth of the max offsets of all its queues, messages/s. */
  inTps: Measured<number>
  /** Growth of the offsets that its groups committed. An estimate: broadcast groups commit nothing. */
  outTps: Measured<number>
  /** As brokers count it; unknown with NO_EXPORTER where the metrics endpoint of one of them is not read. */
  inBytesPerSecond: Measured<number>
  /** Growth of the max offsets. `estimate` with PARTIAL (at least) while it has been sampled for less than 24 h. */
  messages24h: Measured<bigint>
  /** Σ (max − min). */
  retained: Measured<bigint>
  /** `na` without a reason: no queue ever had a message. */
  lastWriteAt: Measured<Date>
  /** Groups that subscribe to it now or ever committed an offset of it, in name order. */
  groupNames: readonly string[]
  /** Of these, the ones with a client online that subscribes to it. */
  onlineGroups: Measured<number>
  /** The group with the largest lag time, else with the largest lag; null when none is behind or none is known. */
  worstLag: WorstLagSample | null
}

export interface WorstLagSample {
  groupName: string
  lag: Measured<bigint>
  lagTimeMs: Measured<number>
  trend: Trend | null
}

/** Every group that a broker has a config or an offset of, or that is online. */
export interface GroupSample {
  groupName: string
  /** Union over all brokers and proxies. Unknown with NO_PROXY: no broker knows a client and no proxy is registered. */
  clients: Measured<{ total: number; remoting: number; grpc: number }>
  /** As its clients say; null while none is online. */
  type: 'PUSH' | 'PULL' | 'POP' | null
  model: 'CLUSTERING' | 'BROADCASTING' | null
  /** Its config asks for ordered delivery, on any broker; null: no broker that answered has a config of it. */
  isOrdered: boolean | null
  /**
   * Over the topics it subscribes to, retry topics apart: Σ (max − max(committed, min)). `na` with BROADCAST or NEVER_CONSUMED;
   * an estimate for POP, and with PARTIAL ("at least") while a broker is silent.
   */
  lag: Measured<bigint>
  /** The same over `%RETRY%g` and its POP retry topics. */
  retryLag: Measured<bigint>
  /** On topics that it once committed and that no online client subscribes to. */
  deadSubscriptionLag: Measured<bigint>
  /** Not yet handed to any client (208 `pullOffset`). */
  ready: Measured<bigint>
  /** Handed out, not committed (208 `pullOffset`). */
  inflight: Measured<bigint>
  /** Age of the oldest message not consumed, at the time of the value; 0 when lag is 0. */
  lagTimeMs: Measured<number>
  /** Age of the oldest message that no client was handed yet, as brokers say; unknown with NO_EXPORTER where none is read. */
  queueingTimeMs: Measured<number>
  trend: Trend | null
  /** Seconds until lag is 0 at the present rate; `na` with NEVER_DRAINS when it grows, `na` without a reason when there is none. */
  drainSeconds: Measured<number>
  /** Growth of committed offsets, messages/s. */
  ackTps: Measured<number>
  /** Messages stored in `%DLQ%g`. */
  deadLetters: Measured<bigint>
  newDeadLetters24h: Measured<bigint>
  /** Same topics, expressions and types at every online client; null while none is online. */
  consistency: 'CONSISTENT' | 'INCONSISTENT' | 'UNKNOWN' | null
  /** INCONSISTENT, and no client said so: the set that servers tell of its gRPC clients changes to and fro. */
  consistencyReason?: 'FLIPS'
  /** Clients whose subscription is not that of the largest set; 0 with FLIPS, where nobody can tell. */
  inconsistentClients: number
  /** Since when the sets differ; null when they do not. */
  inconsistentSince: Date | null
  /** Distinct subscription sets with the clients that hold them, without any for what servers told (FLIPS); empty where nobody was asked. */
  subscriptionSets: readonly SubscriptionSet[]
  /** Newest store time of a consumed message. */
  lastConsumedAt: Measured<Date>
  topics: readonly GroupTopicSample[]
  onlineClients: readonly ClientSample[]
}

/** One topic of a group, retry topics included. */
export interface GroupTopicSample {
  topicName: string
  kind: 'SUBSCRIBED' | 'RETRY' | 'DEAD_SUBSCRIPTION'
  /** A client online subscribes to it; null when that is not known. */
  isOnline: boolean | null
  /** TAG or SQL92; null when no client is online. */
  expressionType: string | null
  expression: string | null
  lag: Measured<bigint>
  inflight: Measured<bigint>
  lagTimeMs: Measured<number>
  ackTps: Measured<number>
  lastConsumedAt: Measured<Date>
  trend: Trend | null
}

export interface SubscriptionSet {
  subscriptions: readonly { topicName: string; expressionType: string; expression: string }[]
  clientIds: readonly string[]
  since: Date
}

/** One online process of a group or producer group. */
export interface ClientSample {
  clientId: string
  kind: 'CONSUMER' | 'PRODUCER'
  groupName: string
  /** `host:port` as the server sees it. */
  address: string
  language: string
  version: string
  /** Of RocketMQ's version enum, for rules about versions. */
  versionOrdinal: number
  protocol: 'remoting' | 'grpc'
  /** Brokers that know it, of those that were asked; names of the proxies that know it. */
  seenBy: { brokers: number; brokersAsked: number; proxies: readonly string[] }
  firstSeenAt: Date
  lastSeenAt: Date
  /** Subscribed topics, without retry topics. Empty for producers. */
  topics: readonly string[]
  /** Queues it owns (307); null when it was not asked or did not answer. */
  queues: number | null
  /** Of the queues it owns; unknown when these are. */
  lag: Measured<bigint>
  /**
   * Owns queues with lag and has consumed nothing for 5 min, or a queue did not move while a consume thread stood at one place in
   * two looks; null when not known.
   */
  isHung: boolean | null
  /** Where that thread stood: its first frame that is not Java's own. */
  standingAt?: string
}

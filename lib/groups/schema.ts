import { z } from 'zod'
import { Int64, Metadata, measured, Time } from '#lib/api/endpoint.ts'

export const GroupType = z.enum(['PUSH', 'PULL', 'POP'])
export type GroupType = z.output<typeof GroupType>
export const GroupModel = z.enum(['CLUSTERING', 'BROADCASTING'])
export type GroupModel = z.output<typeof GroupModel>
export const Consistency = z.enum(['CONSISTENT', 'INCONSISTENT', 'UNKNOWN'])
export type Consistency = z.output<typeof Consistency>
const Trend = z.enum(['UP', 'FLAT', 'DOWN'])

/** How a group stands, in one word: the answer to "is it all right?". */
export const GroupState = z.enum([
  'STUCK',
  'FALLING_BEHIND',
  'BEHIND',
  'DRAINING',
  'KEEPING_UP',
  'NEVER_CONSUMED',
  'NO_CLIENT',
  'BROADCAST',
  'UNKNOWN',
])
export type GroupState = z.output<typeof GroupState>

export const GroupFlag = z.enum(['UNDECLARED', 'NO_CONFIG', 'DIFFERS', 'OFF', 'ORDERED', 'BROADCAST'])
export type GroupFlag = z.output<typeof GroupFlag>

export const RetryPolicyType = z.enum(['TIERED', 'EXPONENTIAL', 'FIXED'])
export type RetryPolicyType = z.output<typeof RetryPolicyType>

/**
 * When brokers deliver a failed message again to gRPC and POP clients; remoting clients keep their own times. TIERED: the wait
 * before retry 1, 2, …, the last one for all after it. EXPONENTIAL: `min(maxMs, initialMs × multiplierⁿ)`.
 */
export const GroupRetryPolicy = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('TIERED'), delaysMs: z.array(z.number()) }),
    z.object({ type: z.literal('EXPONENTIAL'), initialMs: z.number(), maxMs: z.number(), multiplier: z.number() }),
    z.object({ type: z.literal('FIXED'), intervalMs: z.number() }),
  ])
  .meta({ id: 'GroupRetryPolicy' })
export type GroupRetryPolicy = z.output<typeof GroupRetryPolicy>

/** One row of the group list. Numbers are the sampler's. */
export const GroupItem = z
  .object({
    groupName: z.string(),
    namespace: z.string().nullable(),
    shortName: z.string(),
    /** RocketMQ made it for itself. */
    isSystem: z.boolean(),
    /** False: it has offsets or clients only. Null: a broker that may have one never answered. */
    hasConfig: z.boolean().nullable(),
    state: GroupState,
    /** As its clients say; null while none is online. */
    type: GroupType.nullable(),
    model: GroupModel.nullable(),
    /** Of the config, as most brokers hold it; null without one. */
    isOrdered: z.boolean().nullable(),
    /** False: a broker refuses its clients. */
    consumeEnable: z.boolean().nullable(),
    maxRetries: z.number().int().nullable(),
    retryPolicy: GroupRetryPolicy.nullable(),
    clients: measured(z.object({ total: z.number().int(), remoting: z.number().int(), grpc: z.number().int() })),
    topics: measured(z.number().int()),
    lag: measured(Int64),
    retryLag: measured(Int64),
    deadSubscriptionLag: measured(Int64),
    ready: measured(Int64),
    inflight: measured(Int64),
    lagTimeMs: measured(z.number()),
    queueingTimeMs: measured(z.number()),
    trend: Trend.nullable(),
    /** `na` with NEVER_DRAINS while it does not shrink. */
    drainSeconds: measured(z.number()),
    ackTps: measured(z.number()),
    deadLetters: measured(Int64),
    newDeadLetters24h: measured(Int64),
    /** Null while no client is online. */
    consistency: Consistency.nullable(),
    inconsistentClients: z.number().int(),
    /** Of its online clients, like `5.0.7`; null without one, empty when the client names none. */
    lowestVersion: z.string().nullable(),
    lastConsumedAt: measured(Time),
    flags: z.array(GroupFlag),
    brokerNames: z.array(z.string()).meta({ description: 'Brokers that have a config of it' }),
    staleOn: z.array(z.string()).meta({
      description: 'Brokers that did not answer: what is said of them is from their last good answer',
    }),
    ...Metadata.shape,
  })
  .meta({ id: 'GroupItem' })
export type GroupItem = z.output<typeof GroupItem>

/** Columns that the group list sorts by. */
export const groupSortFields = [
  'groupName',
  'namespace',
  'state',
  'clients',
  'type',
  'model',
  'isOrdered',
  'consumeEnable',
  'lag',
  'retryLag',
  'deadSubscriptionLag',
  'ready',
  'inflight',
  'lagTimeMs',
  'queueingTimeMs',
  'trend',
  'drainSeconds',
  'ackTps',
  'topics',
  'deadLetters',
  'newDeadLetters24h',
  'consistency',
  'maxRetries',
  'retryPolicy',
  'lowestVersion',
  'lastConsumedAt',
  'remark',
  'owner',
  'createdAt',
] as const
export type GroupSortField = (typeof groupSortFields)[number]

/** A group's config as one broker holds it. */
export const GroupBrokerConfig = z
  .object({
    brokerName: z.string(),
    address: z.string(),
    clusterName: z.string(),
    consumeEnable: z.boolean(),
    consumeFromMinEnable: z.boolean(),
    consumeBroadcastEnable: z.boolean(),
    consumeMessageOrderly: z.boolean(),
    retryQueueNums: z.number().int(),
    retryMaxTimes: z.number().int(),
    brokerId: z.number().int(),
    whichBrokerWhenConsumeSlowly: z.number().int(),
    notifyConsumerIdsChangedEnable: z.boolean(),
    groupSysFlag: z.number().int(),
    consumeTimeoutMinute: z.number().nullable(),
    retryPolicy: GroupRetryPolicy.nullable(),
    attributes: z.record(z.string(), z.string()),
    readAt: Time,
    isStale: z.boolean(),
  })
  .meta({ id: 'GroupBrokerConfig' })
export type GroupBrokerConfig = z.output<typeof GroupBrokerConfig>

/** One topic of a group, as the sampler saw it. */
export const GroupTopic = z
  .object({
    topicName: z.string(),
    kind: z.enum(['SUBSCRIBED', 'RETRY', 'DEAD_SUBSCRIPTION']),
    isOnline: z.boolean().nullable(),
    expressionType: z.string().nullable(),
    expression: z.string().nullable(),
    clients: measured(z.number().int()),
    lag: measured(Int64),
    inflight: measured(Int64),
    lagTimeMs: measured(z.number()),
    ackTps: measured(z.number()),
    lastConsumedAt: measured(Time),
    trend: Trend.nullable(),
  })
  .meta({ id: 'GroupTopic' })
export type GroupTopic = z.output<typeof GroupTopic>

export const Group = GroupItem.extend({
  configs: z.array(GroupBrokerConfig),
  /** Config fields and attributes in which the brokers differ. */
  differingKeys: z.array(z.string()),
  /** Brokers of the same clusters that have no config of it. */
  missingOn: z.array(z.string()),
  topicRows: z.array(GroupTopic),
  inconsistentSince: Time.nullable(),
  revision: z.string(),
}).meta({ id: 'Group' })
export type Group = z.output<typeof Group>

/** One queue of a group, as the brokers answer now. Null is what is not known. */
export const ProgressRow = z
  .object({
    topicName: z.string(),
    brokerName: z.string(),
    queueId: z.number().int(),
    kind: z.enum(['SUBSCRIBED', 'RETRY', 'DEAD_SUBSCRIPTION']),
    minOffset: Int64.nullable(),
    /** The next offset to be written. */
    brokerOffset: Int64.nullable(),
    /** The next offset to be consumed; null also where the group committed none. */
    consumerOffset: Int64.nullable(),
    /** True where it is known that the group committed no offset. */
    isNeverCommitted: z.boolean(),
    lag: Int64.nullable()
      .optional()
      .meta({ description: 'Absent for a broadcast group: its offsets are its clients’' }),
    inflight: Int64.nullable(),
    lagTimeMs: z.number().nullable(),
    /** Store time of the last consumed message. */
    lastConsumedAt: Time.nullable(),
    ownerClientId: z.string().nullable(),
    /** The committed offset points at deleted messages: lag counts from `minOffset`. */
    isBelowMin: z.boolean(),
    /** Holds more than twice the mean lag of its topic's queues. */
    isHot: z.boolean(),
  })
  .meta({ id: 'ProgressRow' })
export type ProgressRow = z.output<typeof ProgressRow>

/** Who reads the queues: each one client, all share (POP), everyone all (broadcast), nobody. */
export const QueueOwnership = z.enum(['EXCLUSIVE', 'SHARED', 'EVERY_CLIENT', 'NONE', 'UNKNOWN'])
export type QueueOwnership = z.output<typeof QueueOwnership>

export const GroupProgress = z
  .object({
    items: z.array(ProgressRow),
    deadSubscriptions: z.array(ProgressRow),
    totals: z.object({
      lag: Int64.nullable(),
      retryLag: Int64.nullable(),
      deadSubscriptionLag: Int64.nullable(),
      /** A queue of them is not known. */
      isAtLeast: z.boolean(),
    }),
    /** No queue of a subscribed topic has a committed offset: the sums are messages stored, no lag. */
    isNeverConsumed: z.boolean(),
    ownership: QueueOwnership,
    owners: z
      .object({ asked: z.number().int(), answered: z.number().int() })
      .meta({ description: 'Clients that were asked which queues they own' }),
    readAt: Time,
  })
  .meta({ id: 'GroupProgress' })
export type GroupProgress = z.output<typeof GroupProgress>

const SubscriptionOfSet = z.object({ topicName: z.string(), expressionType: z.string(), expression: z.string() })

/** What some of a group's clients subscribe to, all alike. */
export const SubscriptionSet = z
  .object({
    subscriptions: z.array(SubscriptionOfSet),
    clientIds: z.array(z.string()),
    /** Since when the sampler has seen it; null when it has not. */
    since: Time.nullable(),
  })
  .meta({ id: 'SubscriptionSet' })
export type SubscriptionSet = z.output<typeof SubscriptionSet>

/** One topic that a group subscribes to. */
export const GroupSubscription = z
  .object({
    topicName: z.string(),
    groupName: z.string(),
    isOnline: z.boolean().nullable(),
    type: GroupType.nullable(),
    model: GroupModel.nullable(),
    expressionType: z.string().nullable(),
    expression: z.string().nullable(),
    consistency: Consistency,
    lag: measured(Int64),
    lagTimeMs: measured(z.number()),
    inflight: measured(Int64),
    lastConsumedAt: measured(Time),
    maxRetries: z.number().int().nullable(),
    isOrdered: z.boolean().nullable(),
    /** The topic is FIFO and the group is not ordered, or the other way round; null when one of them is not known. */
    isWrongFit: z.boolean().nullable(),
    clients: measured(z.number().int()),
    /** Queues of the topic that can be read; null when no broker told. */
    queues: z.number().int().nullable(),
  })
  .meta({ id: 'GroupSubscription' })
export type GroupSubscription = z.output<typeof GroupSubscription>

export const GroupSubscriptions = z
  .object({
    /** Null while no client is online. */
    consistency: Consistency.nullable(),
    /** Why it is UNKNOWN. */
    reason: z.enum(['GRPC_CLIENTS', 'NO_ANSWER', 'FLIPS']).optional(),
    /** Largest first. */
    sets: z.array(SubscriptionSet),
    /** Clients whose own subscription could not be read, with the reason. */
    unread: z.array(z.object({ clientId: z.string(), reason: z.enum(['GRPC', 'NO_ANSWER']) })),
    items: z.array(GroupSubscription),
    readAt: Time,
  })
  .meta({ id: 'GroupSubscriptions' })
export type GroupSubscriptions = z.output<typeof GroupSubscriptions>

/** A retry or dead-letter topic of a group on one broker, as it answers now. */
export const GroupRetryTopic = z
  .object({
    topicName: z.string(),
    kind: z.enum(['RETRY', 'POP_RETRY', 'DLQ']),
    brokerName: z.string(),
    queues: z.number().int(),
    permission: z.string(),
    /** Stored. Null where the broker did not answer. */
    messages: Int64.nullable(),
    maxOffset: Int64.nullable().meta({ description: 'Ever stored' }),
    lastWriteAt: Time.nullable(),
  })
  .meta({ id: 'GroupRetryTopic' })
export type GroupRetryTopic = z.output<typeof GroupRetryTopic>

export const GroupRetry = z
  .object({
    items: z.array(GroupRetryTopic),
    totals: z.object({ retry: Int64.nullable(), deadLetters: Int64.nullable(), isAtLeast: z.boolean() }),
    maxRetries: z.number().int().nullable(),
    policy: GroupRetryPolicy.nullable(),
    /** The wait before each retry that the broker decides, and the time since the first failure; at most 64 of them. */
    schedule: z.array(z.object({ retry: z.number().int(), delayMs: z.number(), afterMs: z.number() })),
    readAt: Time,
  })
  .meta({ id: 'GroupRetry' })
export type GroupRetry = z.output<typeof GroupRetry>

/** What happened next, when a snapshot of offsets was taken. */
export const OffsetSnapshotReason = z.enum(['RESET', 'DELETE', 'COPY', 'MANUAL'])
export type OffsetSnapshotReason = z.output<typeof OffsetSnapshotReason>

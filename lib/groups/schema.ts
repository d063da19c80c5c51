import { z } from 'zod'
import { fanOut, Int64, Labels, Metadata, measured, Owner, Remark, Time } from '#lib/api/endpoint.ts'
import { ClientRisk } from '#lib/clients/schema.ts'

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
    /** What a rule says of the lowest version of its online clients that one speaks of. */
    risk: ClientRisk.optional(),
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

/** Groups that are asked for at once. */
export const maxLiveGroups = 50

/** What a row of the list says that servers can be asked about. */
const LiveGroup = GroupItem.pick({
  groupName: true,
  state: true,
  type: true,
  model: true,
  clients: true,
  lag: true,
  retryLag: true,
  deadSubscriptionLag: true,
  ready: true,
  inflight: true,
  lagTimeMs: true,
  lastConsumedAt: true,
}).meta({ id: 'LiveGroup' })
export type LiveGroup = z.output<typeof LiveGroup>

export const LiveGroups = z
  .object({
    items: z.array(LiveGroup),
    notAsked: z.array(z.string()).meta({ description: 'There was no time for these' }),
    readAt: Time,
  })
  .meta({ id: 'LiveGroups' })
export type LiveGroups = z.output<typeof LiveGroups>

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
    /** 5.0+: topics whose consumption is switched off for the group. */
    forbiddenTopics: z.array(z.string()),
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
  /** Who switched consumption off through the console; null while it is on, and where somebody else did it. */
  consumeOff: z.object({ at: Time, by: z.string() }).nullable(),
  /** Topics whose consumption is switched off for the group, with the brokers where it is. */
  topicsOff: z.array(z.object({ topicName: z.string(), brokerNames: z.array(z.string()) })),
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
    clientIds: z
      .array(z.string())
      .meta({ description: 'Empty: servers told it in turn with others, and whose it is nobody says' }),
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
    /** Why it is UNKNOWN; FLIPS: INCONSISTENT, by what servers tell in turn of clients that cannot be asked. */
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

/** Limits that the settings page will make editable. */
export const groupLimits = {
  nameCharactersMax: 120,
  /** Longer names are allowed, and hard to read in logs and tools. */
  nameCharactersGood: 64,
  maxRetriesMax: 1_000,
  retryQueueNumsMax: 16,
  consumeTimeoutMinuteMax: 1_440,
  retryDelayMsMin: 1_000,
  /** RocketMQ's own limit of a delay, unless a broker is told otherwise. */
  retryDelayMsMax: 259_200_000,
  retryTiersMax: 64,
  retryMultiplierMax: 100,
}

/**
 * Names that we create: letters, digits, `-`, `_`, 3 to 100 of them, or `namespace%name`. RocketMQ allows more; what
 * exists already is shown whatever it is called.
 */
export const NewGroupName = z
  .string()
  .max(groupLimits.nameCharactersMax)
  .regex(
    /^(?:[A-Za-z0-9_-]{1,100}%)?[A-Za-z0-9_-]{3,100}$/,
    '3–100 letters, digits, - or _, with at most one % after a namespace',
  )

const RetryDelayMs = z.number().int().min(groupLimits.retryDelayMsMin).max(groupLimits.retryDelayMsMax)

/** As {@link GroupRetryPolicy}, within the limits of what the console writes. */
const NewRetryPolicy = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('TIERED'),
      delaysMs: z.array(RetryDelayMs).min(1).max(groupLimits.retryTiersMax),
    }),
    z
      .strictObject({
        type: z.literal('EXPONENTIAL'),
        initialMs: RetryDelayMs,
        maxMs: RetryDelayMs,
        multiplier: z.number().int().min(2).max(groupLimits.retryMultiplierMax),
      })
      .refine(({ initialMs, maxMs }) => initialMs <= maxMs, {
        path: ['maxMs'],
        error: 'not below initialMs',
        params: { rule: 'belowInitial' },
      }),
    z.strictObject({ type: z.literal('FIXED'), intervalMs: RetryDelayMs }),
  ])
  .meta({
    id: 'NewRetryPolicy',
    description: 'Obeyed by POP and gRPC clients; remoting clients keep their own times. 5.0+',
  })

/** What a person sets of a group on its brokers. */
const groupSettings = {
  isOrdered: z.boolean().optional().meta({ description: 'consumeMessageOrderly, 5.0+' }),
  maxRetries: z
    .number()
    .int()
    .min(0)
    .max(groupLimits.maxRetriesMax)
    .optional()
    .meta({ description: 'Beyond it a message becomes a dead letter. Remoting clients use their own setting' }),
  retryPolicy: NewRetryPolicy.optional(),
  consumeEnable: z.boolean().optional(),
  consumeBroadcastEnable: z.boolean().optional(),
  consumeFromMinEnable: z.boolean().optional(),
  retryQueueNums: z.number().int().min(1).max(groupLimits.retryQueueNumsMax).optional(),
  consumeTimeoutMinute: z
    .number()
    .int()
    .min(1)
    .max(groupLimits.consumeTimeoutMinuteMax)
    .optional()
    .meta({ description: '5.0+' }),
  brokerId: z.number().int().min(0).max(1_000).optional(),
  whichBrokerWhenConsumeSlowly: z.number().int().min(0).max(1_000).optional(),
  notifyConsumerIdsChangedEnable: z.boolean().optional(),
}
const GroupSettings = z.object(groupSettings)
export type GroupSettings = z.output<typeof GroupSettings>

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** What brokers take where nothing is said (SubscriptionGroupConfig). */
export const DEFAULT_GROUP_SETTINGS = {
  isOrdered: false,
  maxRetries: 16,
  consumeEnable: true,
  consumeBroadcastEnable: true,
  consumeFromMinEnable: true,
  retryQueueNums: 1,
  consumeTimeoutMinute: 15,
  brokerId: 0,
  whichBrokerWhenConsumeSlowly: 1,
  notifyConsumerIdsChangedEnable: true,
} satisfies GroupSettings
/** As far as it takes effect (CustomizedRetryPolicy). Never written where nobody asks for it: the broker has it anyway. */
export const DEFAULT_RETRY_POLICY = {
  type: 'TIERED',
  delaysMs: [
    10 * SECOND_MS,
    30 * SECOND_MS,
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 60, 120].map((minutes) => minutes * MINUTE_MS),
  ],
} satisfies GroupRetryPolicy

const brokerNameList = z.array(z.string().min(1).max(255)).min(1).max(256)

export const NewGroup = z
  .strictObject({
    groupName: NewGroupName,
    ...groupSettings,
    clusterNames: brokerNameList
      .optional()
      .meta({ description: 'All masters of these; default: of the whole cluster' }),
    brokerNames: brokerNameList.optional().meta({
      description: 'Only these masters; also how an existing group is added to further brokers. Not with clusterNames',
    }),
    remark: Remark.nullable().optional(),
    labels: Labels.optional(),
    owner: Owner.nullable().optional(),
    deletionProtection: z.boolean().optional().meta({ description: 'Default: true in production' }),
  })
  .meta({ id: 'NewGroup' })
export type NewGroup = z.output<typeof NewGroup>

const groupMetadata = {
  remark: Remark.nullable().optional(),
  labels: Labels.nullable().optional(),
  owner: Owner.nullable().optional(),
  deletionProtection: z.boolean().optional(),
}

/** Absent = unchanged, null = cleared. Remark, labels, owner and protection alone touch no broker. */
export const GroupPatch = z
  .strictObject({ ...groupSettings, ...groupMetadata, revision: z.string().max(64).optional() })
  .meta({ id: 'GroupPatch' })
export type GroupPatch = z.output<typeof GroupPatch>
export const GroupAdoption = z.strictObject(groupMetadata).meta({ id: 'GroupAdoption' })
export type GroupAdoption = z.output<typeof GroupAdoption>

const Command = z.string().meta({ description: 'The equivalent mqadmin lines; empty when there are none' })
export const WrittenGroup = fanOut(Group).extend({ command: Command })
export type WrittenGroup = z.output<typeof WrittenGroup>

/** One step of a deletion and what became of it, server by server. */
const DeletionStep = fanOut(z.never())
  .omit({ resource: true })
  .extend({
    step: z.enum(['SNAPSHOT', 'DELETE_GROUP', 'DELETE_TOPIC', 'DELETE_ROUTE']),
    /** The group, or the topic that is deleted. */
    name: z.string(),
  })
export type DeletionStep = z.output<typeof DeletionStep>
/** A server is `done` when all of its steps are. */
export const DeletedGroup = fanOut(z.never())
  .omit({ resource: true })
  .extend({
    steps: z.array(DeletionStep),
    snapshotId: z.string().nullable().meta({ description: 'Null: it had committed nothing' }),
    reappearedOn: z.array(z.string()).meta({
      description: 'Brokers that have it again at once: a client that is online brought it back',
    }),
    command: Command,
  })
  .meta({ id: 'DeletedGroup' })
export type DeletedGroup = z.output<typeof DeletedGroup>

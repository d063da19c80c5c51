import { z } from 'zod'
import {
  fanOut,
  Impact,
  Int64,
  Labels,
  Metadata,
  measured,
  Owner,
  partial,
  Remark,
  TargetError,
  Time,
} from '#lib/api/endpoint.ts'
import { ClientRisk } from '#lib/clients/schema.ts'

const TopicKind = z.enum(['NORMAL', 'SYSTEM', 'RETRY', 'DLQ'])
export type TopicKind = z.output<typeof TopicKind>
export const TopicType = z.enum(['NORMAL', 'FIFO', 'DELAY', 'TRANSACTION', 'MIXED', 'LITE', 'PRIORITY', 'UNSPECIFIED'])
export type TopicType = z.output<typeof TopicType>
export const TopicPermission = z.enum(['RW', 'R', 'W', 'NONE', 'MIXED'])
export type TopicPermission = z.output<typeof TopicPermission>
export const TopicFlag = z.enum([
  'UNDECLARED',
  'DIFFERS',
  'MISSING_ON_BROKER',
  'STATIC',
  'ORDERED',
  'NO_GROUP',
  'WRONG_FIT',
  'COMPACTION',
  'DRAINED',
])
export type TopicFlag = z.output<typeof TopicFlag>

/**
 * The group that is furthest behind; while none is, one that is not, or one of which it is not known. Null: no group can be
 * behind, or nothing was sampled (then `groups` is unknown).
 */
export const WorstLag = z
  .object({
    groupName: z.string(),
    lag: measured(Int64),
    lagTimeMs: measured(z.number()),
    trend: z.enum(['UP', 'FLAT', 'DOWN']).nullable(),
  })
  .meta({ id: 'WorstLag' })

/** One row of the topic list. */
export const TopicItem = z
  .object({
    topicName: z.string(),
    namespace: z.string().nullable(),
    shortName: z.string(),
    kind: TopicKind,
    type: TopicType,
    /** False: the attribute `message.type` is missing, RocketMQ treats the topic as NORMAL. */
    isTypeDeclared: z.boolean(),
    writeQueues: z.number().int(),
    readQueues: z.number().int(),
    queuesPerBroker: z.number().int().nullable(),
    permission: TopicPermission,
    clusterNames: z.array(z.string()),
    brokerNames: z.array(z.string()),
    flags: z.array(TopicFlag),
    missingOn: z.array(z.string()),
    /** Of its brokers those that are drained and take no new messages, as the last check of the nodes saw them. */
    drainedOn: z.array(z.string()),
    inTps: measured(z.number()),
    outTps: measured(z.number()),
    inBytesPerSecond: measured(z.number()),
    messages24h: measured(Int64),
    retained: measured(Int64),
    lastWriteAt: measured(Time),
    groups: measured(z.object({ online: z.number().int(), all: z.number().int() })),
    worstLag: WorstLag.nullable(),
    /** Brokers that did not answer: what is said of them is from their last good answer. */
    staleOn: z.array(z.string()),
    ...Metadata.shape,
  })
  .meta({ id: 'TopicItem' })
export type TopicItem = z.output<typeof TopicItem>

/** Columns that the topic list sorts by. */
export const topicSortFields = [
  'topicName',
  'namespace',
  'type',
  'writeQueues',
  'readQueues',
  'permission',
  'inTps',
  'outTps',
  'inBytesPerSecond',
  'messages24h',
  'retained',
  'lastWriteAt',
  'groups',
  'worstLag',
  'owner',
  'remark',
  'createdAt',
] as const
export type TopicSortField = (typeof topicSortFields)[number]

export const Topic = TopicItem.extend({
  oldestMessageAt: measured(Time),
  /** Smallest `fileReservedTime` of the topic's brokers: RocketMQ keeps no retention per topic. Null = not known. */
  retentionHours: z.number().nullable(),
  /** DELAY. The smaller of the brokers' own limit and that of a proxy, which is 1 day unless changed there: no request tells it. */
  maxDelayMs: z.number().nullable().optional(),
  /** DELAY. What remoting clients may ask for: the smallest `timerMaxDelaySec` of the topic's brokers. */
  brokerMaxDelayMs: z.number().nullable().optional(),
  /** DELAY. Messages that wait for their time. */
  timingMessages: measured(Int64).optional(),
  /** TRANSACTION. Messages that are neither committed nor rolled back; only an exporter tells. */
  halfMessages: measured(Int64).optional(),
  /** TRANSACTION. When brokers ask the producer what became of a half message, from the brokers' settings. */
  transactionCheck: z
    .object({ timeoutMs: z.number(), intervalMs: z.number(), max: z.number().int() })
    .nullable()
    .optional(),
  /** FIFO. Of the groups that read it, those with ordered delivery. */
  orderedGroups: measured(z.object({ ordered: z.number().int(), all: z.number().int() })).optional(),
  revision: z.string(),
}).meta({ id: 'Topic', description: 'What belongs to one type is absent on the others, and in answers to writes' })
export type Topic = z.output<typeof Topic>

/** One queue of a topic, as its master answers now. */
export const TopicQueue = z
  .object({
    topicName: z.string(),
    brokerName: z.string(),
    queueId: z.number().int(),
    /** Null where the broker did not answer. */
    minOffset: Int64.nullable(),
    maxOffset: Int64.nullable(),
    messages: Int64.nullable(),
    lastWriteAt: Time.nullable(),
    inTps: measured(z.number()),
    /** Part of the topic's retained messages, 0 to 1; null when there is none or a broker is silent. */
    share: z.number().nullable(),
    /** Holds more than twice the mean of the topic's queues. */
    isHot: z.boolean(),
    canRead: z.boolean(),
    canWrite: z.boolean(),
    /** Only when asked for. */
    earliestMessageAt: Time.nullable().optional(),
  })
  .meta({ id: 'TopicQueue' })
export type TopicQueue = z.output<typeof TopicQueue>

const SubscriptionClient = z.object({
  clientId: z.string(),
  /** `host:port` as its server sees it. */
  address: z.string(),
  language: z.string(),
  /** Empty when it tells none. */
  version: z.string(),
  protocol: z.enum(['remoting', 'grpc']),
  /** What this client subscribes to; null where single clients were not asked. */
  expressionType: z.string().nullable(),
  expression: z.string().nullable(),
  /** Queues it owns, of all topics of the group; null where it was not asked. */
  queues: z.number().int().nullable(),
})

/** Live, hence plain values: null = unknown. */
const SubscriptionQueue = z.object({
  topicName: z.string(),
  brokerName: z.string(),
  queueId: z.number().int(),
  brokerOffset: Int64.nullable(),
  /** Null also in a queue for which the group never committed. */
  consumerOffset: Int64.nullable(),
  lag: Int64.nullable(),
  inflight: Int64.nullable(),
  lastConsumedAt: Time.nullable(),
})

/** A group as it stands to one topic. */
export const TopicSubscription = z
  .object({
    topicName: z.string(),
    groupName: z.string(),
    /** A client is online that subscribes to this topic. */
    isOnline: z.boolean().nullable(),
    type: z.enum(['PUSH', 'PULL', 'POP']).nullable(),
    model: z.enum(['CLUSTERING', 'BROADCASTING']).nullable(),
    expressionType: z.enum(['TAG', 'SQL92']).nullable(),
    expression: z.string().nullable(),
    consistency: z.enum(['CONSISTENT', 'INCONSISTENT', 'UNKNOWN']),
    /** Clients whose subscription differs from that of most. */
    inconsistentClients: z.number().int(),
    lag: measured(Int64),
    lagTimeMs: measured(z.number()),
    trend: z.enum(['UP', 'FLAT', 'DOWN']).nullable(),
    inflight: measured(Int64),
    lastConsumedAt: measured(Time),
    /** From the group's config, as are `isOrdered` and so `isWrongFit`; null: no broker has one. */
    maxRetries: z.number().int().nullable(),
    isOrdered: z.boolean().nullable(),
    isWrongFit: z.boolean(),
    clients: measured(z.number().int()),
    onlineClients: z.array(SubscriptionClient),
    queues: z.array(SubscriptionQueue),
  })
  .meta({ id: 'TopicSubscription' })
export type TopicSubscription = z.output<typeof TopicSubscription>

/** Columns that the subscriptions sort by. */
export const subscriptionSortFields = [
  'groupName',
  'isOnline',
  'clients',
  'lag',
  'lagTimeMs',
  'inflight',
  'lastConsumedAt',
  'maxRetries',
] as const
export type SubscriptionSortField = (typeof subscriptionSortFields)[number]

/** Who wrote the newest messages of a topic. */
export const TopicProducer = z
  .object({
    /** Null: a gRPC client, or one that is not connected any more. */
    clientId: z.string().nullable(),
    /** As its broker or proxy saw it when the newest of its messages was stored; of whom only traces tell, the host. */
    address: z.string(),
    host: z.string(),
    producerGroup: z.string().nullable(),
    language: z.string().nullable(),
    version: z.string().nullable(),
    /** What the rules in force say of its version. */
    risk: ClientRisk.optional(),
    protocol: z.enum(['remoting', 'grpc']),
    lastMessageAt: Time,
    messagesInSample: z.number().int(),
    /** CONNECTION: it is connected now; SAMPLE: only its messages tell of it; TRACE: its group, or all of it, is known from what it traced. */
    source: z.enum(['CONNECTION', 'SAMPLE', 'TRACE']),
  })
  .meta({ id: 'TopicProducer' })
export type TopicProducer = z.output<typeof TopicProducer>

export const producerSortFields = [
  'address',
  'clientId',
  'producerGroup',
  'language',
  'version',
  'protocol',
  'lastMessageAt',
  'messagesInSample',
] as const
export type ProducerSortField = (typeof producerSortFields)[number]

/** The messages that were looked at: at most `perQueue` of each queue, the newest. Empty does not mean that nobody produces. */
export const ProducerSample = z
  .object({
    messages: z.number().int(),
    perQueue: z.number().int(),
    /** Queues that were read, and how many the topic has. */
    queues: z.number().int(),
    queuesInAll: z.number().int(),
    /** Store times of the oldest and the newest of them. */
    from: Time.nullable(),
    to: Time.nullable(),
    /** Newest trace messages that were looked at, of all topics; absent: nobody traces here, or the actor may not read traces. */
    traceMessages: z.number().int().optional(),
  })
  .meta({ id: 'ProducerSample' })
export type ProducerSample = z.output<typeof ProducerSample>

/** A topic's config as one broker holds it. */
export const TopicBrokerConfig = z
  .object({
    brokerName: z.string(),
    address: z.string(),
    /** As the broker registered it, which is what mqadmin dials. */
    announcedAddress: z.string(),
    clusterName: z.string(),
    writeQueueNums: z.number().int(),
    readQueueNums: z.number().int(),
    perm: z.string(),
    order: z.boolean(),
    attributes: z.record(z.string(), z.string()),
    /** Of these fields and attributes, the ones that are not the same on all brokers. */
    differingKeys: z.array(z.string()),
    readAt: Time,
    isStale: z.boolean(),
  })
  .meta({ id: 'TopicBrokerConfig' })
export type TopicBrokerConfig = z.output<typeof TopicBrokerConfig>

/** What one name server tells clients about a topic. */
export const TopicRouteView = z
  .object({
    address: z.string(),
    /** False: this name server knows no route of the topic. */
    hasRoute: z.boolean(),
    queues: z.array(
      z.object({
        brokerName: z.string(),
        readQueueNums: z.number().int(),
        writeQueueNums: z.number().int(),
        perm: z.string(),
      }),
    ),
    brokers: z.array(
      z.object({ brokerName: z.string(), clusterName: z.string(), addresses: z.record(z.string(), z.string()) }),
    ),
  })
  .meta({ id: 'TopicRouteView' })
export type TopicRouteView = z.output<typeof TopicRouteView>

/** Limits that the settings page will make editable. */
/** The limits of a cluster are narrower: more queues serve nobody, and each costs files and memory on its broker. */
export const topicLimits = { queuesPerBrokerMin: 1, queuesPerBrokerMax: 1_024, nameCharactersMax: 127 }
export const DEFAULT_QUEUES_PER_BROKER = 8

/**
 * Names that we create: letters, digits, `-`, `_`, 3 to 100 of them, or `namespace%name`. RocketMQ allows more; what
 * exists already is shown whatever it is called.
 */
export const NewTopicName = z
  .string()
  .max(topicLimits.nameCharactersMax)
  .regex(
    /^(?=.{3,})(?:[A-Za-z0-9_-]{1,100}%)?[A-Za-z0-9_-]{1,100}$/,
    '3–100 letters, digits, - or _, with at most one % after a namespace',
  )
export const CreatableTopicType = z.enum(['NORMAL', 'FIFO', 'DELAY', 'TRANSACTION', 'MIXED', 'LITE'])
export type CreatableTopicType = z.output<typeof CreatableTopicType>
const brokerNameList = z.array(z.string().min(1).max(255)).min(1).max(256)

export const NewTopic = z
  .strictObject({
    topicName: NewTopicName,
    type: CreatableTopicType,
    queuesPerBroker: z.number().int().min(topicLimits.queuesPerBrokerMin).max(topicLimits.queuesPerBrokerMax),
    clusterNames: brokerNameList
      .optional()
      .meta({ description: 'All masters of these; default: of the whole cluster' }),
    brokerNames: brokerNameList.optional().meta({
      description: 'Only these masters; also how an existing topic is added to further brokers. Not with clusterNames',
    }),
    permission: z.enum(['RW', 'R', 'W']).optional().meta({ default: 'RW' }),
    isOrdered: z.boolean().optional().meta({ default: false }),
    cleanupPolicy: z.enum(['DELETE', 'COMPACTION']).optional(),
    queueType: z.enum(['SimpleCQ', 'BatchCQ']).optional(),
    remark: Remark.nullable().optional(),
    labels: Labels.optional(),
    owner: Owner.nullable().optional(),
    deletionProtection: z.boolean().optional().meta({ description: 'Default: true in production' }),
  })
  .meta({ id: 'NewTopic' })
export type NewTopic = z.output<typeof NewTopic>

/** Absent = unchanged, null = cleared. Touches no broker. */
export const TopicMetadataPatch = z.strictObject({
  remark: Remark.nullable().optional(),
  labels: Labels.nullable().optional(),
  owner: Owner.nullable().optional(),
  deletionProtection: z.boolean().optional(),
})
export type TopicMetadataPatch = z.output<typeof TopicMetadataPatch>

/** Absent = unchanged. Name, type, cleanup policy and queue type are for ever. */
export const TopicPatch = TopicMetadataPatch.extend({
  queuesPerBroker: z
    .number()
    .int()
    .min(topicLimits.queuesPerBrokerMin)
    .max(topicLimits.queuesPerBrokerMax)
    .optional()
    .meta({ description: 'Only more than now: to take queues away, shrink the topic' }),
  permission: z.enum(['RW', 'R', 'W']).optional(),
  isOrdered: z.boolean().optional(),
  revision: z.string().max(32).optional(),
}).meta({ id: 'TopicPatch' })
export type TopicPatch = z.output<typeof TopicPatch>

/** What a deletion would take along, asked live. */
export const TopicImpact = Impact.extend({
  /** When it was read. */
  readAt: Time,
  retained: Int64.nullable(),
  oldestMessageAt: Time.nullable(),
  inTps: measured(z.number()),
  lastWriteAt: Time.nullable(),
  /** Groups that read it or ever committed an offset of it, the ones that lose most first. */
  groups: z.array(
    z.object({
      groupName: z.string(),
      /** Null: not known. */
      onlineClients: z.number().int().nullable(),
      /** Messages that it has not consumed; null: not known, or it never consumed. */
      unconsumed: Int64.nullable(),
      /** All queues told it. */
      isExact: z.boolean(),
      lastConsumedAt: Time.nullable(),
    }),
  ),
  /** Clients that wrote to it within the last 5 minutes, as far as its newest messages tell. */
  producers: z.number().int(),
  /** Name servers that tell clients a route of it. */
  routes: z.number().int(),
  queues: z.number().int(),
  brokers: z.number().int(),
  /** Brokers that create topics by themselves: whoever writes to it brings an empty one back. */
  autoCreateOn: z.array(z.string()),
  /** Retry and dead-letter topics of its groups, which stay. */
  stayingTopics: z.array(z.string()),
  /** Names of the saved views that name it, of those that the actor may open. */
  savedViews: z.array(z.string()),
  /** Names of the alarm rules that name it, of those that the actor may see. */
  alarmRules: z.array(z.string()),
}).meta({ id: 'TopicImpact' })
export type TopicImpact = z.output<typeof TopicImpact>

/** One step of a deletion at one server. */
export const DeleteTopicStep = z
  .object({
    /** SNAPSHOT keeps the offsets of the groups; the rest in RocketMQ's order: 215, 216, the order entry. */
    step: z.enum(['SNAPSHOT', 'BROKER', 'NAME_SERVER', 'ORDER_ENTRY']),
    target: z.string(),
    brokerName: z.string().optional(),
    outcome: z.enum(['DONE', 'FAILED', 'UNKNOWN', 'NOT_STARTED']),
    error: TargetError.optional(),
  })
  .meta({ id: 'DeleteTopicStep' })
export type DeleteTopicStep = z.output<typeof DeleteTopicStep>

/** Of a topic that was deleted here: what it was, to create it again. Its messages are gone. */
export const DeletedTopic = z
  .object({
    topicName: z.string(),
    deletedAt: Time,
    deletedBy: z.string(),
    /** Until then it is offered. */
    expiresAt: Time,
    type: CreatableTopicType,
    queuesPerBroker: z.number().int(),
    permission: z.enum(['RW', 'R', 'W']),
    isOrdered: z.boolean(),
    cleanupPolicy: z.enum(['DELETE', 'COMPACTION']),
    queueType: z.enum(['SimpleCQ', 'BatchCQ']),
    brokerNames: z.array(z.string()),
    remark: z.string().nullable(),
    labels: z.record(z.string(), z.string()),
    owner: z.string().nullable(),
    deletionProtection: z.boolean(),
  })
  .meta({ id: 'DeletedTopic' })
export type DeletedTopic = z.output<typeof DeletedTopic>

/** Types that a topic of 4.x times can be given, once. */
export const DeclarableTopicType = z.enum(['NORMAL', 'FIFO', 'DELAY', 'TRANSACTION'])
export type DeclarableTopicType = z.output<typeof DeclarableTopicType>

/** How far a topic is on its way to fewer queues. */
export const TopicShrink = z
  .object({
    topicName: z.string(),
    queuesPerBroker: z.number().int(),
    step: z.enum(['WRITE', 'DRAIN', 'READ', 'DONE']).meta({
      description:
        'What comes next. WRITE: producers still write to the queues that go. DRAIN: messages in them are not consumed, or a broker is silent. READ: they are empty and can be given up',
    }),
    brokers: z.array(z.object({ brokerName: z.string(), writeQueues: z.number().int(), readQueues: z.number().int() })),
    waiting: z
      .array(
        z.object({
          topicName: z.string(),
          brokerName: z.string(),
          queueId: z.number().int(),
          groupName: z.string(),
          lag: Int64,
        }),
      )
      .meta({ description: 'What groups have not consumed in the queues that go' }),
    readAt: Time,
    partial,
  })
  .meta({ id: 'TopicShrink' })
export type TopicShrink = z.output<typeof TopicShrink>

export const TopicShrinkResult = fanOut(TopicShrink).extend({ command: z.string() })
export type TopicShrinkResult = z.output<typeof TopicShrinkResult>

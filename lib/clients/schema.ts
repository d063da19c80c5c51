import { z } from 'zod'
import { Int64, measured, Time } from '#lib/api/endpoint.ts'

export const ClientKind = z.enum(['CONSUMER', 'PRODUCER'])
export type ClientKind = z.output<typeof ClientKind>
export const ClientProtocol = z.enum(['remoting', 'grpc'])
export type ClientProtocol = z.output<typeof ClientProtocol>

/** What the rules in force say of a client's version: the shipped ones, or those of a file. */
export const ClientRisk = z
  .object({
    /** Name of the rule. */
    risk: z.string(),
    /** What to do, in English; screens translate by `risk`. */
    advice: z.string(),
    link: z.string().optional(),
  })
  .meta({ id: 'ClientRisk' })
export type ClientRisk = z.output<typeof ClientRisk>

/** One online process, as a member of one group. A process of several groups is one of these in each. */
export const Client = z
  .object({
    clientId: z.string(),
    kind: ClientKind,
    /** Consumer group, or producer group. */
    groupName: z.string(),
    /** `host:port` as the server sees it; of gRPC clients as the proxy sees it. */
    address: z.string(),
    /** The host that the client names in its id; null where the id names none. */
    host: z.string().nullable(),
    language: z.string(),
    version: z.string(),
    risk: ClientRisk.optional(),
    protocol: ClientProtocol,
    seenBy: z.object({ brokers: z.number().int(), brokersAsked: z.number().int(), proxies: z.array(z.string()) }),
    firstSeenAt: Time.nullable(),
    lastSeenAt: Time,
    /** Subscribed topics without retry topics. Empty for producers. */
    topics: z.array(z.string()),
    /** Queues it owns; null when not known. */
    queues: z.number().int().nullable(),
    /** Of the queues it owns. */
    lag: measured(Int64),
    /**
     * Owns queues with lag and has consumed nothing for 5 min, or a queue did not move while a consume thread stood at one place
     * in two looks; null when not known.
     */
    isHung: z.boolean().nullable(),
    /** Where that thread stood. */
    standingAt: z.string().optional(),
  })
  .meta({ id: 'Client' })
export type Client = z.output<typeof Client>

/** Columns that the client list sorts by. */
export const clientSortFields = [
  'clientId',
  'kind',
  'groupName',
  'address',
  'host',
  'language',
  'version',
  'risk',
  'protocol',
  'seenBy',
  'firstSeenAt',
  'lastSeenAt',
  'topics',
  'queues',
  'lag',
  'isHung',
] as const
export type ClientSortField = (typeof clientSortFields)[number]

/** All clients of a cluster, whatever is filtered. */
export const ClientCounts = z.object({
  consumers: z.number().int(),
  producers: z.number().int(),
  hung: z.number().int(),
  withRisk: z.number().int(),
})
export type ClientCounts = z.output<typeof ClientCounts>

/** Where the rules about versions come from, and why their file cannot be read, if so: the last good ones hold then. */
export const RiskRulesState = z.object({ source: z.enum(['BUILT_IN', 'FILE']), error: z.string().nullable() })
export type RiskRulesState = z.output<typeof RiskRulesState>

/** A producer as brokers know it from its connection, which does not say what it sends. */
export const ConnectedProducer = z
  .object({
    clientId: z.string(),
    address: z.string(),
    host: z.string().nullable(),
    producerGroup: z.string(),
    language: z.string(),
    version: z.string(),
    risk: ClientRisk.optional(),
    protocol: ClientProtocol,
    seenBy: Client.shape.seenBy,
    firstSeenAt: Time.nullable(),
    lastSeenAt: Time,
    source: z.literal('CONNECTION'),
  })
  .meta({ id: 'ConnectedProducer' })
export type ConnectedProducer = z.output<typeof ConnectedProducer>

/**
 * Whether the process can be asked for running info and stack. `ONLY_AT_PROXY`: a cluster-mode proxy holds the connection and
 * hands no such question on. `PRODUCER`: the protocol has no such question for producers.
 */
export const Askable = z.enum(['YES', 'ONLY_AT_PROXY', 'PRODUCER'])
export type Askable = z.output<typeof Askable>

export const ClientDetail = Client.extend({
  askable: Askable,
  /** Groups that the same process belongs to, this one included, as far as the sample knows. */
  memberships: z.array(z.object({ kind: ClientKind, groupName: z.string() })),
  /** SAMPLE: `sampledAt` tells its age. LIVE: the sample does not know it yet, so servers were asked. */
  source: z.enum(['SAMPLE', 'LIVE']),
  sampledAt: Time.optional(),
}).meta({ id: 'ClientDetail' })
export type ClientDetail = z.output<typeof ClientDetail>

/** One topic in the consumer's own statistics. */
export const ClientTopic = z.object({
  topicName: z.string(),
  isRetry: z.boolean(),
  expressionType: z.string().nullable(),
  expression: z.string().nullable(),
  pullRtMs: z.number().nullable(),
  pullTps: z.number().nullable(),
  consumeRtMs: z.number().nullable(),
  consumeOkTps: z.number().nullable(),
  consumeFailedTps: z.number().nullable(),
  consumeFailedLastHour: Int64.nullable(),
})
export type ClientTopic = z.output<typeof ClientTopic>

/** One queue that the consumer owns. Null = its library does not tell; offsets and lag null = a broker did not answer. */
export const ClientQueue = z.object({
  topicName: z.string(),
  brokerName: z.string(),
  queueId: z.number().int(),
  isRetry: z.boolean(),
  /** PULL: it reads the queue itself. POP: a broker hands it messages. */
  mode: z.enum(['PULL', 'POP']),
  /** What it says it has committed. */
  committedOffset: Int64.nullable(),
  /** What the broker holds for the group; absent for broadcast groups, whose offsets live at clients. */
  consumerOffset: Int64.nullable().optional(),
  brokerOffset: Int64.nullable(),
  lag: Int64.nullable().optional(),
  cachedMessages: z.number().nullable(),
  cachedMiB: z.number().nullable(),
  lastPullAt: Time.nullable(),
  lastConsumeAt: Time.nullable(),
  /** Of orderly consumers. */
  isLocked: z.boolean().nullable(),
  isDropped: z.boolean().nullable(),
  /** POP: handed out, not acknowledged. */
  waitingAcks: z.number().int().nullable().optional(),
})
export type ClientQueue = z.output<typeof ClientQueue>

export const RunningInfo = z
  .object({
    clientId: z.string(),
    groupName: z.string(),
    answeredAt: Time,
    /** The broker that handed the question on. */
    askedThrough: z.string(),
    startedAt: Time.nullable(),
    /** Name servers that it uses. */
    nameServers: z.array(z.string()),
    version: z.string().nullable(),
    consumeType: z.string().nullable(),
    messageModel: z.string().nullable(),
    isOrderly: z.boolean().nullable(),
    /** Consume threads: core size now, and the limits it was started with. */
    threads: z.object({
      core: z.number().nullable(),
      min: z.number().nullable(),
      max: z.number().nullable(),
    }),
    topics: z.array(ClientTopic),
    queues: z.array(ClientQueue),
    /** Owns queues with lag and has consumed nothing for 5 min; null when lag or times are not known. */
    isHung: z.boolean().nullable(),
    /** When it consumed last in any of its queues; retry queues apart. */
    lastConsumeAt: Time.nullable(),
    /** Everything else that its library says of itself. */
    properties: z.record(z.string(), z.string()),
  })
  .meta({ id: 'RunningInfo' })
export type RunningInfo = z.output<typeof RunningInfo>

export const ClientStack = z
  .object({
    clientId: z.string(),
    takenAt: Time,
    threads: z.array(z.object({ name: z.string(), state: z.string(), frames: z.array(z.string()) })),
    /** Every distinct stack, the one of the most threads first. */
    equalStacks: z.array(
      z.object({
        count: z.number().int(),
        state: z.string(),
        threadNames: z.array(z.string()),
        frames: z.array(z.string()),
      }),
    ),
    /** What is not written in the form of Java clients, as it came; null when all is. */
    otherText: z.string().nullable(),
    /** There was more than is kept. */
    isCut: z.boolean(),
  })
  .meta({ id: 'ClientStack' })
export type ClientStack = z.output<typeof ClientStack>

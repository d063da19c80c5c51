import { z } from 'zod'
import { Int64, Time } from '#lib/api/endpoint.ts'
import { NewGroup } from '#lib/groups/schema.ts'
import { NewTopic, TopicType } from '#lib/topics/schema.ts'

/** Something that a client dials. */
export const ConnectEndpoint = z
  .object({
    kind: z.enum(['nameServer', 'broker', 'proxy']),
    /** Of a broker its brokerName, of a proxy its registered name; a name server has none. */
    name: z.string().nullable(),
    brokerId: z.number().int().nullable().meta({ description: 'Of a broker; 0 = master' }),
    protocol: z.enum(['remoting', 'grpc']),
    /** `host:port` that clients are told. */
    address: z.string(),
    /** Where the console dials instead, by the address map of the registration; null: the same. */
    mappedTo: z.string().nullable(),
    isReachable: z.boolean(),
    /** From the console, a moment ago. Of a proxy the time until the connection stood, else that of a question. */
    roundTripMs: z.number().int().nullable(),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
    /** What it says itself; null where it does not answer, and of a proxy, which does not say. */
    version: z.string().nullable(),
    askedAt: Time,
  })
  .meta({ id: 'ConnectEndpoint' })
export type ConnectEndpoint = z.output<typeof ConnectEndpoint>

export const SnippetLanguage = z.enum([
  'JAVA_GRPC',
  'JAVA_REMOTING',
  'SPRING_BOOT',
  'GO',
  'PYTHON',
  'NODEJS',
  'CPP',
  'CSHARP',
  'RUST',
])
export type SnippetLanguage = z.output<typeof SnippetLanguage>
export const SnippetWhat = z.enum([
  'SEND_NORMAL',
  'SEND_FIFO',
  'SEND_DELAY',
  'SEND_TRANSACTION',
  'PUSH',
  'SIMPLE',
  'ORDERLY',
  'BROADCAST',
])
export type SnippetWhat = z.output<typeof SnippetWhat>

/** As RocketMQ names them: nothing that could end a string in a program. */
export const NameInCode = z.string().regex(/^[%|A-Za-z0-9_-]{1,255}$/, 'letters, digits, _ - % and |')

export const SnippetQuery = z.strictObject({
  language: SnippetLanguage,
  what: SnippetWhat,
  topic: NameInCode.optional(),
  group: NameInCode.optional(),
  namespace: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .optional()
    .meta({ description: 'Goes before topic and group, as `ns%`, where they do not say their own' }),
  tls: z
    .stringbool({ truthy: ['true'], falsy: ['false'] })
    .optional()
    .meta({ description: 'Default: as the registration says' }),
  credentials: z
    .stringbool({ truthy: ['true'], falsy: ['false'] })
    .optional()
    .meta({
      description: 'Read access and secret key from the environment. Default: when the console itself signs in',
    }),
})
export type SnippetQuery = z.output<typeof SnippetQuery>

/** Why a client cannot do this. */
export const SnippetAbsence = z.enum(['NO_BROADCAST', 'NO_SIMPLE', 'NO_PUSH'])
export type SnippetAbsence = z.output<typeof SnippetAbsence>

export const SnippetNoteCode = z.enum([
  'TOPIC_FITS',
  'TOPIC_MISSING',
  'TOPIC_UNKNOWN',
  'TOPIC_NOT_GIVEN',
  'TYPE_MISFIT',
  'GROUP_FITS',
  'GROUP_MISSING',
  'GROUP_UNKNOWN',
  'GROUP_NOT_GIVEN',
  'GROUP_NOT_ORDERED',
  'GROUP_ORDERED',
  'BROADCAST_REFUSED',
  'NO_PROXY',
  'BROADCAST_NEEDS_REMOTING',
  'BROADCAST_MEANS',
  'TRACE_SWITCH',
  'NO_TRACE',
  'TLS_CA',
  'NOT_RUN',
  'HEADROOM',
  'OWN_CLUSTER',
])
export type SnippetNoteCode = z.output<typeof SnippetNoteCode>

/** What to know before it is run. */
export const SnippetNote = z
  .object({
    code: SnippetNoteCode,
    level: z.enum(['ok', 'advice', 'warning']),
    /** What the sentence is about: `topic`, `group`, `type`, `wanted`. */
    facts: z.record(z.string(), z.string()),
  })
  .meta({ id: 'SnippetNote' })
export type SnippetNote = z.output<typeof SnippetNote>

export const Snippet = z
  .object({
    language: SnippetLanguage,
    what: SnippetWhat,
    /** Full names, as they stand in the code. */
    topicName: z.string(),
    groupName: z.string(),
    /** A complete program; null when this client has no such thing. */
    code: z.string().nullable(),
    absence: SnippetAbsence.nullable(),
    fileName: z.string(),
    dependency: z.object({ tool: z.string(), text: z.string() }),
    /** How to start it, the secret filled in by who does. */
    run: z.string(),
    notes: z.array(SnippetNote),
  })
  .meta({ id: 'Snippet' })
export type Snippet = z.output<typeof Snippet>

export const ScenarioId = z.enum([
  'decoupling',
  'peak',
  'notification',
  'transaction',
  'sequence',
  'broadcast',
  'log-sync',
])
export type ScenarioId = z.output<typeof ScenarioId>

/** MISFIT: it exists and does not suit the scenario. UNKNOWN: brokers that may have it did not answer. */
export const StepState = z.enum(['DONE', 'MISSING', 'MISFIT', 'UNKNOWN'])
export type StepState = z.output<typeof StepState>

export const ScenarioProof = z.object({
  /** Messages that were ever stored in the topic; null: a broker that has it did not answer. */
  stored: Int64.nullable(),
  lastWriteAt: Time.nullable(),
  /** Messages of the topic that the group has behind it, by its committed offsets; null: not known, or broadcasting. */
  consumed: Int64.nullable(),
  lag: Int64.nullable(),
  /** Consumers of the group that are online; null: nobody could tell. */
  clients: z.number().int().nullable(),
  /** Clients that read all by themselves commit nothing: what was consumed is told by each of them only. */
  isBroadcast: z.boolean(),
})
export type ScenarioProof = z.output<typeof ScenarioProof>

/** One scenario as far as it is set up, for one topic and one group. */
export const Scenario = z
  .object({
    scenario: ScenarioId,
    topicName: z.string(),
    groupName: z.string(),
    topic: z.object({ state: StepState, type: TopicType.nullable(), queues: z.number().int().nullable() }),
    group: z.object({ state: StepState, isOrdered: z.boolean().nullable(), maxRetries: z.number().int().nullable() }),
    /** What creating them would send. */
    newTopic: NewTopic,
    newGroup: NewGroup,
    send: SnippetWhat,
    consume: SnippetWhat,
    /** Null while topic or group is missing. */
    proof: ScenarioProof.nullable(),
    /** A message was stored and nothing of it is left for the group to consume. */
    isProven: z.boolean(),
    readAt: Time,
  })
  .meta({ id: 'Scenario' })
export type Scenario = z.output<typeof Scenario>

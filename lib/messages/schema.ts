import { z } from 'zod'
import { Int64, listOf, PartialEntry, TargetError, Time } from '#lib/api/endpoint.ts'
import { MaskNote } from '#lib/masking/schema.ts'
import { TimeZone } from '#lib/users/schema.ts'

/** Topic names of brokers, retry and dead-letter topics included. */
export const TopicName = z.string().regex(/^[%|+$a-zA-Z0-9_-]{1,255}$/, 'a topic name: letters, digits, - _ % | + $')
const BrokerName = z.string().regex(/^[%|a-zA-Z0-9_.-]{1,255}$/, 'a broker name')
const MessageKey = z.string().min(1).max(1024)

export const messageModes = ['newest', 'time', 'id', 'key', 'position', 'around'] as const
export type MessageMode = (typeof messageModes)[number]
export type MessageOrder = 'newest' | 'oldest'

export const queryLimits = {
  newest: { min: 1, max: 1024, default: 64 },
  position: { max: 100, default: 32 },
  /** On each side. */
  around: { max: 100, default: 10 },
  pageSize: { min: 20, max: 200, default: 50 },
  filterCharacters: 4_096,
  /** Key mode without `from`. */
  keyDays: 3,
} as const

/** `broker-a:3`. */
export const QueueSelector = z
  .string()
  .regex(/^[%|a-zA-Z0-9_.-]{1,255}:\d{1,9}$/, 'brokerName:queueId')
  .meta({ description: 'brokerName:queueId' })

/** A CEL expression about a message. */
export const MessageFilterText = z.string().trim().min(1).max(queryLimits.filterCharacters).meta({
  description:
    'CEL, true for what is wanted. Variables: body (text), json, props, tags, keys, size (bytes stored), bornTimestamp, storeTimestamp, queueId, queueOffset, reconsumeTimes, bornHost. body and json need message:read-body',
  example: 'json.amount > 100 && props.region == "eu"',
})

/** All optional: a cursor carries the whole query, and what stands beside it must be the same. */
export const MessageQuery = z.strictObject({
  topic: TopicName.optional(),
  mode: z.enum(messageModes).optional().meta({ description: 'newest when absent' }),
  n: z.coerce
    .number()
    .int()
    .min(queryLimits.newest.min)
    .max(queryLimits.newest.max)
    .optional()
    .meta({
      description: `newest: how many, ${queryLimits.newest.default} when absent; position: how many, at most ${queryLimits.position.max}; around: how many on each side, at most ${queryLimits.around.max}, ${queryLimits.around.default} when absent`,
    }),
  from: Time.optional(),
  to: Time.optional(),
  order: z.enum(['newest', 'oldest']).optional().meta({ description: 'newest when absent; position: to or from it' }),
  key: MessageKey.optional(),
  id: MessageKey.optional().meta({ description: 'A unique id (with `topic`) or an offset id' }),
  queues: z
    .codec(z.string(), z.array(QueueSelector), {
      decode: (text) => text.split(',').filter(Boolean),
      encode: (queues) => queues.join(','),
    })
    .optional()
    .meta({ description: 'Only these queues: brokerName:queueId, by comma' }),
  broker: BrokerName.optional(),
  queueId: z.coerce.number().int().min(0).optional(),
  offset: Int64.optional(),
  tag: z.string().min(1).max(255).optional(),
  filter: MessageFilterText.optional(),
  /** In a body it may be longer than an address takes. */
  cursor: z.string().max(64_000).optional(),
  pageSize: z.coerce
    .number()
    .int()
    .min(queryLimits.pageSize.min)
    .max(queryLimits.pageSize.max)
    .optional()
    .meta({ description: `${queryLimits.pageSize.default} when absent; newest without it answers all in one page` }),
})
export type MessageQuery = z.output<typeof MessageQuery>

export const MessageLabel = z.enum(['RETRY', 'DLQ', 'DELAY'])
export type MessageLabel = z.output<typeof MessageLabel>

/** One message in a list. */
/** 32 hex digits of an offset id or a client's unique id, 36 or 56 of their IPv6 forms, 34 of a gRPC client. */
export const messageIdForm = /^(?:[0-9a-f]{32}|[0-9a-f]{34}|[0-9a-f]{36}|[0-9a-f]{56})$/i

export const MessageItem = z
  .object({
    topicName: z.string(),
    brokerName: z.string(),
    queueId: z.number().int(),
    queueOffset: Int64,
    uniqKey: z.string().nullable(),
    offsetMsgId: z.string(),
    storeTimestamp: Time,
    bornTimestamp: Time,
    tags: z.string().nullable(),
    keys: z.array(z.string()),
    type: z.enum(['NORMAL', 'FIFO', 'DELAY', 'TRANSACTION']),
    messageGroup: z.string().optional(),
    deliverAt: Time.optional(),
    bornHost: z.string().meta({ description: 'host:port of the producer, or of the proxy in front of it' }),
    clientHost: z.string().optional().meta({ description: 'Of a gRPC producer, as its proxy wrote it down' }),
    storeBytes: z.number().int(),
    bodyBytes: z.number().int().meta({ description: 'After decompression' }),
    reconsumeTimes: z.number().int(),
    bodyPreview: z.string().optional().meta({ description: 'First 200 characters; needs message:read-body' }),
    isMasked: z
      .boolean()
      .optional()
      .meta({ description: 'Something of it is not what is stored: do not send it on as if it were' }),
    masking: z.array(MaskNote).optional(),
    label: MessageLabel.optional(),
  })
  .meta({ id: 'MessageItem' })
export type MessageItem = z.output<typeof MessageItem>

/** How a body is shown: text, JSON, XML as text; else hex or base64. */
export const BodyForm = z.enum(['text', 'json', 'xml', 'hex', 'base64'])
export type BodyForm = z.output<typeof BodyForm>

export const MessageBody = z
  .object({
    text: z.string().optional().meta({ description: 'Text, JSON and XML as they are; hex digits' }),
    base64: z.string().optional(),
    as: BodyForm,
    charset: z.string().optional().meta({ description: 'What text was decoded with' }),
    contentEncoding: z.enum(['gzip']).optional().meta({ description: 'The producer compressed it by itself' }),
    isCut: z.boolean(),
    shownBytes: z.number().int(),
    totalBytes: z.number().int(),
    isWithheld: z.boolean().optional().meta({ description: 'By a masking rule: nothing of it is shown' }),
    error: z
      .object({ code: z.string(), detail: z.string() })
      .optional()
      .meta({ description: 'Why it is shown as hex and not as asked' }),
  })
  .meta({ id: 'MessageBody' })
export type MessageBody = z.output<typeof MessageBody>

export const Message = z
  .object({
    ...MessageItem.shape,
    properties: z.record(z.string(), z.string()),
    systemProperties: z.record(z.string(), z.string()),
    sysFlag: z.number().int(),
    flag: z.number().int(),
    bodyCrc: z.number().int().nullable().meta({ description: 'null: the body is masked' }),
    isCrcOk: z.boolean(),
    compression: z.enum(['none', 'zlib', 'lz4', 'zstd', 'unknown']),
    storeHost: z.string(),
    commitLogOffset: Int64,
    preparedTransactionOffset: Int64,
    body: MessageBody.optional().meta({ description: 'Needs message:read-body' }),
  })
  .meta({ id: 'Message' })
export type Message = z.output<typeof Message>

export const RevealRequest = z.strictObject({
  reason: z.string().trim().min(3).max(500).meta({ description: 'Why it has to be seen; kept in the audit' }),
  as: z.string().max(40).default('auto').meta({ description: 'How the body is shown, as GET …/body takes it' }),
})

export const StoppedBecause = z.enum(['complete', 'limit', 'time', 'cancelled', 'failed'])
export type StoppedBecause = z.output<typeof StoppedBecause>

/** Why an id search has no row: never stored or no longer known, deleted by retention, or the index cannot say. */
export const NotFoundReason = z.enum(['NO_MESSAGE', 'EXPIRED', 'NOT_INDEXED'])
export type NotFoundReason = z.output<typeof NotFoundReason>

export const QueueCoverage = z.object({
  topicName: z.string(),
  brokerName: z.string(),
  queueId: z.number().int(),
  state: z.enum(['done', 'waiting', 'failed']),
  fromOffset: Int64.nullable().meta({ description: 'null: the broker did not say' }),
  toOffset: Int64.nullable().meta({ description: 'Exclusive' }),
  nextOffset: Int64.nullable().meta({
    description: 'Newest first: what is below it is not read; oldest first: what is from it on',
  }),
  error: z.object({ code: z.string(), detail: z.string() }).optional(),
})
export type QueueCoverage = z.output<typeof QueueCoverage>

const FilterFault = z.object({
  queueId: z.number().int(),
  queueOffset: Int64,
  offsetMsgId: z.string(),
  code: z.string().meta({ description: 'BODY_NOT_JSON, BODY_NOT_TEXT, BODY_DAMAGED, NO_SUCH_KEY, …' }),
  detail: z.string(),
})

/** Messages that a filter could not judge: they are not among the rows. */
const FilterFaultSummary = z.object({
  count: z.number().int(),
  first: z.array(FilterFault).meta({ description: 'The first of them' }),
})

/** What was looked at for one answer. Only `complete` may be read as "there are no more". */
export const Coverage = z
  .object({
    stoppedBecause: StoppedBecause,
    range: z.object({ from: Time.nullable(), to: Time.nullable() }).meta({ description: 'Store times really read' }),
    scanned: z.object({ messages: z.number().int(), bytes: Int64, queues: z.number().int() }),
    matched: z.number().int(),
    durationMs: z.number(),
    expired: z.object({ oldestStoreTimestamp: Time }).optional(),
    reason: NotFoundReason.optional(),
    queues: z.array(QueueCoverage),
    filterFaults: FilterFaultSummary.optional(),
    retryCursor: z.string().optional().meta({ description: 'Reads what failed queues still owe' }),
  })
  .meta({ id: 'Coverage' })
export type Coverage = z.output<typeof Coverage>

export const MessagePage = z
  .object({
    items: z.array(MessageItem),
    cursor: z.string().nullable(),
    coverage: Coverage,
    partial: z.array(PartialEntry).optional(),
  })
  .meta({ id: 'MessagePage' })
export type MessagePage = z.output<typeof MessagePage>

/** Events of a search that is streamed: `rows` … */
export const SearchRows = z.object({ items: z.array(MessageItem) })
/** … `coverage`, of all that was read so far, and the cursor from there … */
export const SearchProgress = MessagePage.omit({ items: true })
export type SearchProgress = z.output<typeof SearchProgress>
/** … and `end`. */
export const SearchEnd = z.object({
  reason: StoppedBecause,
  cursor: z.string().nullable(),
  problem: z.looseObject({ code: z.string(), detail: z.string() }).optional(),
})

/** What a filter says of the newest messages. */
export const FilterTest = z
  .object({
    looked: z.number().int(),
    matched: z.number().int(),
    filterFaults: FilterFaultSummary,
    items: z.array(MessageItem).meta({ description: 'The first that match' }),
    durationMs: z.number(),
    partial: z.array(PartialEntry).optional(),
  })
  .meta({ id: 'FilterTest' })
export type FilterTest = z.output<typeof FilterTest>

export const exportLimits = {
  /** Of one body; larger ones are withheld. */
  bodyBytes: 2 * 1024 * 1024,
  selection: 200,
  /** Of a search that is read to its end. */
  pageSize: 200,
} as const

export const ExportFormat = z.object({
  format: z.enum(['ndjson', 'csv']),
  bodyMode: z.enum(['none', 'text', 'base64']).default('none').meta({
    description: 'text: what is no text comes as base64, and bodyAs says so. Other than none needs message:read-body',
  }),
  timeZone: TimeZone.optional().meta({ description: 'Of the times in a CSV file; UTC unless told' }),
})
export type ExportFormat = z.output<typeof ExportFormat>

export const MessageRef = z.strictObject({
  messageId: z.string().min(1).max(255).meta({ description: 'An offset id, or a unique id with its topic' }),
  topic: TopicName.optional(),
})
export type MessageRef = z.output<typeof MessageRef>

/** One message in a file. */
export const ExportedMessage = z
  .object({
    topicName: z.string(),
    brokerName: z.string(),
    queueId: z.number().int(),
    queueOffset: Int64,
    uniqKey: z.string().nullable(),
    offsetMsgId: z.string(),
    bornTimestamp: Time,
    storeTimestamp: Time,
    bornHost: z.string(),
    tags: z.string().nullable(),
    keys: z.array(z.string()),
    properties: z.record(z.string(), z.string()),
    reconsumeTimes: z.number().int(),
    storeBytes: z.number().int(),
    bodyCrc: z.number().int().nullable().meta({ description: 'null: the body is masked' }),
    bodyBytes: z.number().int().meta({ description: 'After decompression' }),
    body: z.string().nullable(),
    bodyAs: z.enum(['text', 'base64']).nullable(),
    bodyWithheld: z.enum(['TOO_LARGE', 'DAMAGED', 'MASKED']).nullable(),
    isMasked: z.boolean().meta({ description: 'By a rule: something in this line is not what is stored' }),
  })
  .meta({ id: 'ExportedMessage' })

/** Where a time lies in one queue. */
export const QueueOffsetAt = z
  .object({
    brokerName: z.string(),
    queueId: z.number().int(),
    minOffset: Int64,
    maxOffset: Int64.meta({ description: 'Exclusive' }),
    queueOffset: Int64.meta({
      description: 'Of the first message stored at or after the time; maxOffset when there is none',
    }),
    storeTimestamp: Time.nullable().meta({ description: 'Of that message; null when there is none' }),
    previousStoreTimestamp: Time.nullable().meta({
      description: 'Of the message before it; null when there is none that is kept',
    }),
  })
  .meta({ id: 'QueueOffsetAt' })
export type QueueOffsetAt = z.output<typeof QueueOffsetAt>

export const OffsetsAt = z.object({
  items: z.array(QueueOffsetAt),
  partial: z.array(PartialEntry).optional(),
})
export type OffsetsAt = z.output<typeof OffsetsAt>

/** A search under a short name, for links that would be too long. */
export const MessageLink = z
  .object({
    linkId: z.string(),
    query: z.string().meta({ description: 'The part of the address after the ?' }),
  })
  .meta({ id: 'MessageLink' })
export type MessageLink = z.output<typeof MessageLink>

export const sendLimits = {
  count: 1_000,
  ratePerSecond: 100,
  /** One request takes no longer: more messages at a lower rate are several requests. */
  sendSeconds: 50,
  propertiesBytes: 16_384,
  messageGroup: 64,
  delayLevels: 18,
} as const

/** What can be sent from here. A transaction needs a producer that stays online for its check. */
export const SendableType = z.enum(['NORMAL', 'FIFO', 'DELAY'])
export type SendableType = z.output<typeof SendableType>

/** Text of a property: U+0001 and U+0002 separate properties on the wire. */
const PropertyText = z.string().refine((text) => !text.includes('\u0001') && !text.includes('\u0002'), {
  error: 'no U+0001 or U+0002: they separate properties',
  params: { rule: 'pattern' },
})
const MessageTag = PropertyText.min(1)
  .max(255)
  .refine((tag) => !tag.includes('|') && tag.trim() === tag, {
    error: 'a tag has no | and no blank at its ends',
    params: { rule: 'tagForm' },
  })
const NewMessageKey = PropertyText.regex(/^\S{1,255}$/, 'keys hold no blanks')

/** A message as it is to be sent; `count` of them. */
export const NewMessage = z
  .strictObject({
    type: SendableType.optional().meta({ description: 'The type of the topic when absent' }),
    body: z
      .union([
        z.strictObject({ text: z.string() }),
        z.strictObject({ base64: z.base64() }),
        z.strictObject({ original: MessageRef }),
      ])
      .meta({
        description:
          'With count or firstIndex, {{i}} and {{now}} in a text are replaced in each message. original: a stored message once more, with its body, tag, keys, properties and message group as they are stored; nothing of them can be given then. What a rule hides of it is sent, not shown: so only to its own topic, but with message:unmask',
      }),
    tags: MessageTag.optional(),
    keys: z.array(NewMessageKey).max(64).optional(),
    properties: z
      .record(PropertyText.min(1).max(255), PropertyText.min(1))
      .optional()
      .meta({ description: 'Of the user; names of system properties and APOGEE_… are refused' }),
    copyOf: PropertyText.min(1)
      .max(255)
      .optional()
      .meta({ description: 'Id of the message that this is a copy of: property APOGEE_COPY_OF' }),
    queue: z
      .strictObject({ brokerName: BrokerName, queueId: z.number().int().min(0) })
      .optional()
      .meta({ description: 'Chosen by the console when absent; of a FIFO message it follows from messageGroup' }),
    messageGroup: PropertyText.regex(/\S/, 'not only blanks').max(sendLimits.messageGroup).optional(),
    deliverAt: Time.optional(),
    deliverAfterMs: z.number().int().min(1).optional(),
    delayLevel: z.number().int().min(1).max(sendLimits.delayLevels).optional(),
    count: z.number().int().min(1).max(sendLimits.count).default(1),
    firstIndex: z.number().int().min(1).max(1_000_000).optional().meta({ description: '{{i}} of the first; 1' }),
    ratePerSecond: z.number().int().min(1).max(sendLimits.ratePerSecond).default(sendLimits.ratePerSecond),
    confirm: z.string().max(255).optional().meta({ description: 'In production: the full name of the topic' }),
  })
  .meta({ id: 'NewMessage' })
export type NewMessage = z.output<typeof NewMessage>

/** All but SEND_OK are stored too, not as safely as the broker is set up to. */
export const SendStatus = z.enum(['SEND_OK', 'FLUSH_DISK_TIMEOUT', 'FLUSH_SLAVE_TIMEOUT', 'SLAVE_NOT_AVAILABLE'])

const sentQueue = { topicName: z.string(), brokerName: z.string(), queueId: z.number().int() }
export const SentMessage = z.object({
  uniqKey: z.string(),
  offsetMsgId: z.string(),
  ...sentQueue,
  queueOffset: Int64,
  sendStatus: SendStatus,
  durationMs: z.number().int(),
})
export type SentMessage = z.output<typeof SentMessage>

export const SendAnswer = z
  .object({
    items: z.array(SentMessage).meta({ description: 'Stored, in the order in which they were sent' }),
    failed: z.array(
      z.object({
        index: z.number().int().meta({ description: 'Its {{i}}' }),
        uniqKey: z.string(),
        ...sentQueue,
        isUnknown: z.boolean().meta({ description: 'Sent and not answered: it may be stored; look for the unique id' }),
        error: TargetError,
        durationMs: z.number().int(),
      }),
    ),
    notSent: z.number().int().meta({ description: 'Of count: the time of one request was over, or its client gone' }),
  })
  .meta({ id: 'SendAnswer' })
export type SendAnswer = z.output<typeof SendAnswer>

/** What a message for a topic may be, for whoever fills in the form. */
export const SendOptions = z
  .object({
    topicName: z.string(),
    types: z.array(SendableType).meta({ description: 'The first is the default; none: nothing can be sent from here' }),
    needsConfirm: z.boolean(),
    queues: z.array(z.object({ brokerName: z.string(), queueId: z.number().int() })),
    groupQueue: z
      .object({ brokerName: z.string(), queueId: z.number().int() })
      .optional()
      .meta({ description: 'Of the message group that was asked about' }),
    maxBodyBytes: z.number().int(),
    maxDelayMs: z
      .number()
      .nullable()
      .meta({ description: 'null: no timer, fixed levels only; absent: the brokers did not say' })
      .optional(),
  })
  .meta({ id: 'SendOptions' })
export type SendOptions = z.output<typeof SendOptions>

export const tailLimits = {
  topics: 5,
  rowsPerSecond: 50,
  minutes: 30,
  perUser: 2,
  perCluster: 10,
  /** Rows that a reader keeps. */
  ring: 2_000,
} as const

/** Why a tail ended: half an hour is over, a right was withdrawn, a topic is gone, or no broker could be asked. */
export const TailEndReason = z.enum(['time', 'rights', 'topic', 'failed'])
export type TailEndReason = z.output<typeof TailEndReason>

/** Server-sent events of a tail: their names and data. */
export const TailEvents = {
  rows: z.object({ items: z.array(MessageItem) }),
  skipped: z.object({ count: Int64 }),
  state: z.object({
    at: Time,
    endsAt: Time,
    arrived: z.record(z.string(), Int64).meta({ description: 'Since the state before, by topic' }),
    filteredOut: Int64,
    filterFaults: z.number().int().meta({ description: 'What the filter could not judge' }),
    queues: z.object({ read: z.number().int(), all: z.number().int() }),
    partial: z.array(PartialEntry),
  }),
  end: z.object({ reason: TailEndReason, detail: z.string().optional() }),
} as const

/** Why a client cannot be asked to consume a message. */
export const CannotVerify = z.enum(['BROADCAST', 'PULL', 'PROXY', 'OTHER_BROKER'])
export type CannotVerify = z.output<typeof CannotVerify>

/** Online clients of a group, and which of them can be asked to consume the message. */
export const VerifyClients = z
  .object({
    groupName: z.string(),
    items: z.array(
      z.object({
        clientId: z.string(),
        address: z.string(),
        language: z.string(),
        version: z.string(),
        cannot: CannotVerify.optional().meta({
          description:
            'BROADCAST: its group consumes by broadcast; PULL: its program pulls, so there is no listener; PROXY: only a cluster-mode proxy holds its connection; OTHER_BROKER: not connected to the broker that stores the message',
        }),
      }),
    ),
    partial: z.array(PartialEntry).optional(),
  })
  .meta({ id: 'VerifyClients' })
export type VerifyClients = z.output<typeof VerifyClients>

export const VerifyRequest = z.strictObject({
  groupName: z.string().min(1).max(255),
  clientId: z.string().min(1).max(255).optional().meta({ description: 'Any that can answer when absent' }),
})
export type VerifyRequest = z.output<typeof VerifyRequest>

export const VerifyResult = z
  .object({
    groupName: z.string(),
    clientId: z.string(),
    brokerName: z.string(),
    result: z.string().nullable().meta({
      description:
        'CR_SUCCESS, CR_LATER, CR_ROLLBACK, CR_COMMIT, CR_THROW_EXCEPTION, CR_RETURN_NULL; null: it did not say',
    }),
    remark: z.string().nullable().meta({ description: 'Text of the exception' }),
    isRemarkMasked: z
      .boolean()
      .optional()
      .meta({ description: 'There is a text, which may repeat what a masking rule hides: it needs message:unmask' }),
    spentMs: z.number().nullable(),
    isOrdered: z.boolean().nullable(),
  })
  .meta({ id: 'VerifyResult' })
export type VerifyResult = z.output<typeof VerifyResult>

export const consumptionLimits = {
  /** Groups judged for one answer: each costs a few requests. */
  groups: 50,
} as const

/** Judged in this order: the first that fits. CONSUMED by a trace is judged before FILTERED, by offsets after it. */
export const ConsumptionStatus = z.enum([
  'IN_DLQ',
  'IN_RETRY',
  'CONSUMED',
  'FAILED',
  'FILTERED',
  'INFLIGHT',
  'NOT_CONSUMED',
  'NOT_ONLINE',
  'UNKNOWN',
])
export type ConsumptionStatus = z.output<typeof ConsumptionStatus>

export const ConsumptionSource = z.enum(['DLQ_COPY', 'RETRY_COPY', 'TRACE', 'FILTER', 'OFFSET'])
export type ConsumptionSource = z.output<typeof ConsumptionSource>

export const ConsumptionReason = z.enum([
  'BROADCAST',
  'NO_ANSWER',
  'EXPIRED',
  'NEVER_CONSUMED',
  'NOT_SUBSCRIBED',
  'NO_PROXY',
  'POP',
  'SQL92',
])
export type ConsumptionReason = z.output<typeof ConsumptionReason>

/** A copy of the message under another name of the group. */
export const MessageCopy = z.object({
  at: Time.meta({ description: 'Stored' }),
  queue: z.object({ topicName: z.string(), brokerName: z.string(), queueId: z.number().int() }),
  queueOffset: Int64,
  offsetMsgId: z.string(),
})
export type MessageCopy = z.output<typeof MessageCopy>

/** What became of one message in one group. */
export const ConsumptionRow = z
  .object({
    groupName: z.string(),
    status: ConsumptionStatus,
    source: ConsumptionSource.nullable().meta({ description: 'What the status is known from; null when UNKNOWN' }),
    isProbable: z.boolean().meta({ description: 'The evidence allows another status too; `reason` says why' }),
    attempts: z
      .array(MessageCopy.extend({ tries: z.number().int().meta({ description: 'The try that it is for, from 1' }) }))
      .meta({ description: 'Copies in the retry topics of the group, first try first' }),
    tries: z.number().int().optional().meta({ description: 'IN_RETRY: the try that comes next, from 1' }),
    nextRetryAt: Time.optional().meta({ description: 'IN_RETRY: estimate; absent when it can be taken now' }),
    deadLetter: MessageCopy.optional(),
    traced: z
      .object({ at: Time.nullable(), clientHost: z.string().nullable() })
      .optional()
      .meta({ description: 'TRACE: the delivery that tells it, and when it began by the clock of its client' }),
    consumerOffset: Int64.optional().meta({
      description: "Committed for the message's queue; absent: never or unknown",
    }),
    messagesAhead: Int64.optional(),
    subscription: z.object({ expressionType: z.string(), expression: z.string() }).optional(),
    clients: z.number().int().nullable().meta({ description: 'Online; null: some servers did not answer' }),
    ownerClientId: z
      .string()
      .optional()
      .meta({ description: 'Reads the queue of the message, as it says itself; absent: nobody said so' }),
    reason: ConsumptionReason.optional(),
  })
  .meta({ id: 'ConsumptionRow' })
export type ConsumptionRow = z.output<typeof ConsumptionRow>

export const ConsumptionList = listOf(ConsumptionRow)
export type ConsumptionList = z.output<typeof ConsumptionList>

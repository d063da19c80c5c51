import { z } from 'zod'
import { ClusterId, ClusterParams, commaList, endpoint, Time } from '#lib/api/endpoint.ts'
import { batchOptions, StartedJob } from '#lib/jobs/schema.ts'
import {
  ConsumptionList,
  consumptionLimits,
  ExportFormat,
  exportLimits,
  FilterTest,
  Message,
  MessageBody,
  MessageFilterText,
  MessageLink,
  MessagePage,
  MessageQuery,
  MessageRef,
  NewMessage,
  OffsetsAt,
  QueueSelector,
  RevealRequest,
  SendAnswer,
  SendOptions,
  TailEvents,
  TopicName,
  tailLimits,
  VerifyClients,
  VerifyRequest,
  VerifyResult,
} from './schema.ts'

const tag = 'Messages'
const MessageParams = z.object({
  clusterId: ClusterId,
  messageId: z.string().min(1).max(255).meta({ description: 'A unique id or an offset id' }),
})
const topic = TopicName.optional().meta({ description: 'Needed for a unique id' })
const ofPath = ({ params }: { params: { messageId: string } }) => ({ kind: 'message', name: params.messageId })

export const queryMessagesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/messages',
  tag,
  summary: 'Search messages',
  description:
    'By mode: newest (n), time (from, to), key (key, from, to), id (id), position (broker, queueId, offset, n), around (broker, queueId, offset, n: that message and its neighbours in the queue). Newest first unless order=oldest. Go on with the cursor alone. Only a coverage that stopped because `complete` means that there is no more.',
  params: ClusterParams,
  query: MessageQuery,
  response: MessagePage,
  permission: 'message:read',
})

export const searchMessagesEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/messages/search',
  tag,
  summary: 'Search messages, as a stream',
  description:
    'The same search as server-sent events: `rows` { items } as they are found, `coverage` { coverage, cursor, partial } of all that was read so far, `ping`, and `end` { reason, cursor }. It ends when a page is full, nothing is left or after 30 s; to close the connection stops it. The cursor of any `coverage` goes on from there.',
  params: ClusterParams,
  body: MessageQuery,
  response: z.string(),
  responseTypes: ['text/event-stream'],
  permission: 'message:read',
  isRead: true,
})

export const testFilterEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/messages/filter-tests',
  tag,
  summary: 'Try a filter on the newest messages of a topic',
  params: ClusterParams,
  body: z.strictObject({
    topic: TopicName,
    filter: MessageFilterText,
    n: z.number().int().min(1).max(100).default(100),
  }),
  response: FilterTest,
  permission: 'message:read',
  isRead: true,
})

export const startExportEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/messages/exports',
  tag,
  summary: 'Export what a search finds, as a job',
  description:
    'At most maxExportMessages of the limits of the cluster; no more than its maxScanMessages are looked at for it. What ends by a limit says so in its items (LIMIT, SCAN_LIMIT) and at the end of its file. A time range is exported queue by queue in the order of offsets; other searches in their own order. Bodies of more than 2 MiB are withheld and marked. The file is kept for 72 h.',
  status: 202,
  params: ClusterParams,
  body: z.strictObject({
    query: MessageQuery.omit({ cursor: true, pageSize: true }),
    ...ExportFormat.shape,
    source: batchOptions.source,
    reason: batchOptions.reason,
  }),
  response: StartedJob,
  permission: 'message:export',
  audit: { action: 'job.start', target: ({ body }) => ({ kind: 'topic', name: body.query?.topic ?? '' }) },
  idempotent: true,
})

export const exportSelectionEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/messages/exports/selection',
  tag,
  summary: 'Export chosen messages',
  description:
    'A file at once. A message that is not there any more is named in its place. LIMIT_EXCEEDED above maxExportMessages of the cluster.',
  params: ClusterParams,
  body: z.strictObject({ messages: z.array(MessageRef).min(1).max(exportLimits.selection), ...ExportFormat.shape }),
  response: z.string(),
  responseTypes: ['text/csv', 'application/x-ndjson'],
  permission: 'message:export',
  audit: {
    action: 'message.export',
    target: ({ body }) => ({ kind: 'message', name: body.messages?.[0]?.messageId ?? '' }),
  },
})

export const getExportFileEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/messages/exports/{jobId}',
  tag,
  summary: 'Download the file of an export',
  params: z.object({ clusterId: ClusterId, jobId: z.string().regex(/^[1-9]\d{0,8}$/, 'the number of a job') }),
  response: z.string(),
  responseTypes: ['text/csv', 'application/x-ndjson'],
  permission: 'message:export',
  audit: { action: 'message.export-file', target: ({ params }) => ({ kind: 'job', name: params.jobId }) },
})

export const getMessageEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/messages/{messageId}',
  tag,
  summary: 'Show one message',
  description: 'Not found carries a `reason`: NO_MESSAGE, EXPIRED (deleted by retention) or NOT_INDEXED.',
  params: MessageParams,
  query: z.strictObject({ topic }),
  response: Message,
  permission: 'message:read',
})

export const getMessageBodyEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/messages/{messageId}/body',
  tag,
  summary: 'Download or show a body',
  description:
    'Without `as` the bytes after decompression as a file (application/octet-stream). With `as` (auto, text, json, xml, hex, base64 or a charset such as gbk) the body object, cut at 64 KiB.',
  params: MessageParams,
  query: z.strictObject({ topic, as: z.string().max(40).optional() }),
  response: MessageBody,
  permission: 'message:read-body',
  audit: { action: 'message.read-body', target: ofPath },
})

export const revealMessageEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/messages/{messageId}/reveal',
  tag,
  summary: 'Show one message without its masking',
  description: 'As it is stored. The reason stands in the audit. The body needs message:read-body, too.',
  params: MessageParams,
  query: z.strictObject({ topic }),
  body: RevealRequest,
  response: Message,
  permission: 'message:unmask',
  audit: { action: 'message.reveal', target: ofPath },
})

export const revealMessageBodyEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/messages/{messageId}/reveal/body',
  tag,
  summary: 'Download a body without its masking',
  description: 'All bytes after decompression. The reason stands in the audit. Needs message:read-body, too.',
  params: MessageParams,
  query: z.strictObject({ topic }),
  body: RevealRequest.pick({ reason: true }),
  response: z.string(),
  responseTypes: ['application/octet-stream'],
  permission: 'message:unmask',
  audit: { action: 'message.reveal', target: ofPath },
})

export const getOffsetsAtEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/offset-at',
  tag,
  summary: 'Find the offsets of a time',
  description: 'In each queue of a topic the first message stored at or after the time, proven by the one before it.',
  params: ClusterParams,
  query: z.strictObject({ topic: TopicName, at: Time, queues: MessageQuery.shape.queues }),
  response: OffsetsAt,
  permission: 'message:read',
})

export const createMessageLinkEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/messages/links',
  tag,
  summary: 'Give a search a short link',
  description: 'The same search has the same link. It is kept for 90 days after it was last shared.',
  status: 201,
  params: ClusterParams,
  body: z.strictObject({
    query: z
      .string()
      .min(1)
      .max(32_000)
      .regex(/^[^#\s]*$/, 'the part of an address after the ?'),
  }),
  response: MessageLink,
  permission: 'message:read',
  audit: { action: 'message-link.create', target: () => ({ kind: 'message-link', name: '' }) },
})

export const getMessageLinkEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/messages/links/{linkId}',
  tag,
  summary: 'The search of a short link',
  params: z.object({ clusterId: ClusterId, linkId: z.string().min(1).max(64) }),
  response: MessageLink,
  permission: 'message:read',
})

const TopicParams = z.object({ clusterId: ClusterId, topicName: TopicName })

export const getSendOptionsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}/messages/options',
  tag,
  summary: 'What can be sent to a topic',
  description:
    'Types, queues, limits; and with `messageGroup` the queue to which its messages go, as proxies choose it.',
  params: TopicParams,
  query: z.strictObject({ messageGroup: z.string().max(255).optional() }),
  response: SendOptions,
  permission: 'message:send',
})

export const sendMessageEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}/messages',
  tag,
  summary: 'Send messages',
  description:
    'To a topic that exists: its route is looked up first, and no topic is ever made by it. Groups that subscribe to it get the messages as any others. A refusal of the only message is an error; of several each has its own result. More than one needs message:send-many.',
  params: TopicParams,
  body: NewMessage,
  response: SendAnswer,
  permission: 'message:send',
  audit: { action: 'message.send', target: ({ params }) => ({ kind: 'topic', name: params.topicName }) },
  idempotent: true,
})

export const getConsumptionEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/messages/{messageId}/consumption',
  tag,
  summary: 'Who got a message',
  description:
    'One row per group that subscribes to the topic of the message or ever committed an offset in it, by name. The status is the first that fits: IN_DLQ, IN_RETRY, CONSUMED or FAILED as a trace says, FILTERED, CONSUMED by offsets, INFLIGHT, NOT_CONSUMED or NOT_ONLINE, UNKNOWN. Traces are read for who has trace:read on the topic. ownerClientId is what clients themselves said within the last 15 s.',
  params: MessageParams,
  query: z.strictObject({
    topic,
    group: z.string().max(255).optional().meta({ description: 'Part of a group name' }),
    page: z.coerce.number().int().min(1).default(1),
    pageSize: z.coerce.number().int().min(1).max(consumptionLimits.groups).default(consumptionLimits.groups),
  }),
  response: ConsumptionList,
  permission: 'message:read',
})

export const getVerifyClientsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/messages/{messageId}/verify',
  tag,
  summary: 'Which clients could consume a message again',
  params: MessageParams,
  query: z.strictObject({ topic, groupName: z.string().min(1).max(255) }),
  response: VerifyClients,
  permission: 'message:verify',
})

export const verifyConsumptionEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/messages/{messageId}/verify',
  tag,
  summary: 'Verify consumption',
  description:
    'One client of the group really consumes the message again; no offset moves. Answers within 15 s. CONFLICT with a `reason` when no client can be asked: OFFLINE, or why the chosen one cannot; CLUSTER_TIMEOUT with the reason CLIENT_SILENT: it did not answer, and may still be at work.',
  params: MessageParams,
  query: z.strictObject({ topic }),
  body: VerifyRequest,
  response: VerifyResult,
  permission: 'message:verify',
  audit: { action: 'message.verify', target: ofPath },
  idempotent: true,
})

export const tailMessagesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/messages/tail',
  tag,
  summary: 'Follow what arrives',
  description:
    'Server-sent events: `rows` { items }, `skipped` { count }, `state` after each look, `end` { reason }. At most 50 rows a second, 2 tails of a user and 10 of a cluster, 30 minutes. Previews need message:read-body.',
  params: ClusterParams,
  query: z.strictObject({
    topics: commaList(TopicName)
      .pipe(z.array(z.string()).min(1).max(tailLimits.topics))
      .meta({ description: 'One to five, by comma' }),
    queues: commaList(QueueSelector).optional().meta({ description: 'Only these: brokerName:queueId, by comma' }),
    tag: z.string().min(1).max(255).optional(),
    filter: MessageFilterText.optional(),
    from: z.enum(['now', 'last10']).default('now'),
  }),
  response: z.object(TailEvents).partial().meta({ id: 'TailEvents', description: 'Data of each event by its name' }),
  responseTypes: ['text/event-stream'],
  permission: 'message:tail',
  audit: { action: 'message.read-body', target: ({ query }) => ({ kind: 'topic', name: query.topics.join(', ') }) },
})

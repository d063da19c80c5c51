import { z } from 'zod'
import { ClusterId, ClusterParams, commaList, endpoint } from '#lib/api/endpoint.ts'
import {
  ConsumptionList,
  consumptionLimits,
  Message,
  MessageBody,
  MessagePage,
  MessageQuery,
  NewMessage,
  QueueSelector,
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
    'One row per group that subscribes to the topic of the message or ever committed an offset in it, by name. The status is the first that fits: IN_DLQ, IN_RETRY, FILTERED, CONSUMED, INFLIGHT, NOT_CONSUMED or NOT_ONLINE, UNKNOWN. Traces are not read.',
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
    from: z.enum(['now', 'last10']).default('now'),
  }),
  response: z.object(TailEvents).partial().meta({ id: 'TailEvents', description: 'Data of each event by its name' }),
  responseTypes: ['text/event-stream'],
  permission: 'message:tail',
  audit: { action: 'message.read-body', target: ({ query }) => ({ kind: 'topic', name: query.topics.join(', ') }) },
})

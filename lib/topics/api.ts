import { z } from 'zod'
import {
  ClusterParams,
  commaList,
  endpoint,
  fanOut,
  Int64,
  labelFilter,
  listOf,
  listQuery,
  measured,
  partial,
  Time,
} from '#lib/api/endpoint.ts'
import { BatchAnswer, BatchNames, BatchRevision, batchOptions, ImportText } from '#lib/jobs/schema.ts'
import {
  DeclarableTopicType,
  DeletedTopic,
  DeleteTopicStep,
  NewTopic,
  ProducerSample,
  producerSortFields,
  subscriptionSortFields,
  Topic,
  TopicBrokerConfig,
  TopicFlag,
  TopicImpact,
  TopicItem,
  TopicMetadataPatch,
  TopicPatch,
  TopicPermission,
  TopicProducer,
  TopicQueue,
  TopicRouteView,
  TopicShrink,
  TopicShrinkResult,
  TopicSubscription,
  TopicType,
  topicSortFields,
} from './schema.ts'

const tag = 'Topics'
const Flag = z.stringbool({ truthy: ['true'], falsy: ['false'] })
const TopicParams = ClusterParams.extend({ topicName: z.string().min(1).max(255) })
const command = z.string().meta({ description: 'The equivalent mqadmin lines; empty when no broker was asked' })
const ofPath = ({ params }: { params: { topicName: string } }) => ({ kind: 'topic', name: params.topicName })

/** What a list of topics, and a batch of them, is narrowed by. */
const topicFilter = {
  q: z.string().max(255).optional().meta({ description: 'Part of the name, a glob with *, or /a regular expression/' }),
  type: commaList(TopicType).optional(),
  permission: commaList(TopicPermission).optional(),
  broker: z.string().max(255).optional(),
  clusterName: z.string().max(255).optional(),
  namespace: z.string().max(255).optional().meta({ description: 'Empty: topics without a namespace' }),
  label: labelFilter.optional(),
  owner: z.string().max(64).optional(),
  group: z.string().max(255).optional().meta({ description: 'Topics it subscribes to or ever committed an offset of' }),
  unusedDays: z.coerce
    .number()
    .int()
    .min(1)
    .max(3650)
    .optional()
    .meta({ description: 'Known to have had no write for so many days' }),
  flags: commaList(TopicFlag).optional().meta({ description: 'All must hold' }),
  deletionProtection: Flag.optional(),
  favourite: Flag.optional().meta({ description: 'Those that you marked' }),
  include: commaList(z.enum(['system', 'retry', 'dlq'])).optional(),
}

export const listTopicsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/topics',
  tag,
  summary: 'List the topics of a cluster',
  params: ClusterParams,
  query: z.strictObject({
    ...listQuery(...topicSortFields),
    ...topicFilter,
  }),
  response: listOf(TopicItem).extend({
    namespaces: z.array(z.object({ namespace: z.string().nullable(), topics: z.number().int() })),
    autoCreateOn: z
      .array(z.string())
      .meta({ description: 'Brokers with autoCreateTopicEnable: topics may appear there by themselves' }),
    readAt: Time.meta({ description: 'When the brokers told names and configs; sampledAt is that of the numbers' }),
  }),
  isExportable: true,
  permission: 'topic:read',
})

export const createTopicEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/topics',
  tag,
  summary: 'Create a topic',
  description:
    'On every master of the cluster, or where clusterNames or brokerNames say. Each master answers for itself.',
  status: 201,
  params: ClusterParams,
  body: NewTopic,
  response: fanOut(Topic).extend({ command }),
  permission: 'topic:create',
  audit: { action: 'topic.create', target: ({ body }) => ({ kind: 'topic', name: body.topicName }) },
  idempotent: true,
})

const TopicScope = {
  topicNames: BatchNames.optional().meta({ description: 'These; or those that a filter finds' }),
  filter: z.strictObject(topicFilter).optional().meta({ description: 'As the list takes it, however many pages' }),
  confirm: z.string().max(300).optional().meta({ description: 'The number of topics and the name of the cluster' }),
  revision: BatchRevision.optional(),
  ...batchOptions,
}
const exactlyOne = (scope: { topicNames?: unknown; filter?: unknown }) =>
  (scope.topicNames === undefined) !== (scope.filter === undefined)

export const batchTopicsEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/topics/batch',
  tag,
  summary: 'Create, change or delete many topics as a job',
  description:
    'A dry run says what would be done. Each topic is a write of its own with its own result; protected ones are left alone. An import takes CSV or NDJSON with name, type, queues, where, permission, remark, labels and owner.',
  status: 202,
  params: ClusterParams,
  query: z.strictObject({ dryRun: Flag.optional() }),
  body: z.discriminatedUnion('action', [
    z
      .strictObject({
        action: z.literal('delete'),
        force: z.boolean().optional().meta({ description: 'Although clients are online' }),
        ...TopicScope,
      })
      .refine(exactlyOne, { path: ['topicNames'], error: 'either topicNames or filter' }),
    z
      .strictObject({ action: z.literal('update'), patch: TopicPatch.omit({ revision: true }), ...TopicScope })
      .refine(exactlyOne, { path: ['topicNames'], error: 'either topicNames or filter' }),
    z.strictObject({
      action: z.literal('create'),
      format: z.enum(['csv', 'ndjson']),
      text: ImportText,
      ...batchOptions,
    }),
  ]),
  response: BatchAnswer,
  permission: 'topic:read',
  audit: { action: 'job.start', target: ({ body }) => ({ kind: 'job', name: `topic.${body.action}` }) },
})

export const getTopicEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}',
  tag,
  summary: 'Show one topic, its own numbers asked live',
  params: TopicParams,
  response: Topic.extend({ partial }),
  permission: 'topic:read',
})

export const updateTopicEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}',
  tag,
  summary: 'Change a topic',
  description:
    'Queues, permission and the ordered flag are written to every master that has the topic; each answers for itself, and one that holds it so already is left alone. Remark, labels, owner and protection touch no broker.',
  params: TopicParams,
  body: TopicPatch,
  response: fanOut(Topic).extend({ command }),
  permission: 'topic:update',
  audit: { action: 'topic.update', target: ofPath },
})

export const deleteTopicEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}',
  tag,
  summary: 'Delete a topic',
  description:
    'Keeps the offsets of its groups, then deletes it from each master, each name server and the ordered-topic table. The same call again does what was left undone.',
  params: TopicParams,
  query: z.strictObject({
    confirm: z.string().max(255).optional().meta({ description: 'The full name' }),
    force: Flag.optional().meta({ description: 'Although clients are online' }),
    dryRun: Flag.optional(),
  }),
  response: z.union([
    TopicImpact,
    fanOut(z.never()).extend({
      steps: z.array(DeleteTopicStep),
      snapshots: z.array(z.object({ groupName: z.string(), snapshotId: z.string() })),
      command,
    }),
  ]),
  permission: 'topic:delete',
  audit: { action: 'topic.delete', target: ofPath },
})

export const getTopicImpactEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}/impact',
  tag,
  summary: 'Show what deleting a topic would take along',
  params: TopicParams,
  response: TopicImpact,
  permission: 'topic:read',
})

export const getDeletedTopicEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}/deleted',
  tag,
  summary: 'Show what a deleted topic was, to create it again',
  description: 'Of topics that were deleted here within the last 30 days. Their messages are gone.',
  params: TopicParams,
  response: DeletedTopic,
  permission: 'topic:read',
})

export const adoptTopicEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}/adopt',
  tag,
  summary: 'Declare a topic that was made elsewhere',
  params: TopicParams,
  body: TopicMetadataPatch,
  response: Topic,
  permission: 'topic:update',
  audit: { action: 'topic.adopt', target: ofPath },
})

export const declareTopicTypeEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}/type',
  tag,
  summary: 'Declare the type of a topic that never had one',
  description: 'Once, on every master that has the topic; 5.0 and later keep types.',
  params: TopicParams,
  body: z.strictObject({ type: DeclarableTopicType }),
  response: fanOut(Topic).extend({ command }),
  permission: 'topic:update',
  audit: { action: 'topic.declare-type', target: ofPath },
})

export const levelTopicEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}/level',
  tag,
  summary: 'Give the config of one broker to all others that have the topic',
  params: TopicParams,
  body: z.strictObject({ fromBroker: z.string().min(1).max(255).meta({ description: 'brokerName' }) }),
  response: fanOut(Topic).extend({ command }),
  permission: 'topic:update',
  audit: { action: 'topic.level', target: ofPath },
  idempotent: true,
})

const QueuesPerBroker = z.coerce.number().int().min(1).max(65_535)

export const getTopicShrinkEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}/shrink',
  tag,
  summary: 'Show how far a topic is on its way to fewer queues',
  params: TopicParams,
  query: z.strictObject({ queuesPerBroker: QueuesPerBroker }),
  response: TopicShrink,
  permission: 'topic:read',
})

export const shrinkTopicEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}/shrink',
  tag,
  summary: 'Do the next step towards fewer queues',
  description:
    'First the queues that go take no more messages; when every group has consumed all that is in them, they are given up. While something waits in them nothing is done.',
  params: TopicParams,
  body: z.strictObject({ queuesPerBroker: z.number().int().min(1).max(65_535) }),
  response: TopicShrinkResult,
  permission: 'topic:update',
  audit: { action: 'topic.shrink', target: ofPath },
})

export const getTopicQueuesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}/queues',
  tag,
  summary: 'Show a topic queue by queue',
  params: TopicParams,
  query: z.strictObject({
    page: z.coerce.number().int().min(1).default(1),
    pageSize: z.coerce.number().int().min(1).max(500).default(500),
    broker: z.string().max(255).optional(),
    earliest: Flag.optional().meta({ description: 'Also the time of the oldest message: one request per queue' }),
  }),
  response: listOf(TopicQueue).extend({
    totals: z.object({ messages: Int64.nullable(), inTps: measured(z.number()) }),
  }),
  isExportable: true,
  permission: 'topic:read',
})

export const getTopicSubscriptionsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}/subscriptions',
  tag,
  summary: 'Show the groups of a topic',
  description:
    'Clients and offsets of the first 16 groups of a page are asked live of every broker and proxy; the rest is as last sampled.',
  params: TopicParams,
  query: z.strictObject({
    ...listQuery(...subscriptionSortFields),
    q: z
      .string()
      .max(255)
      .optional()
      .meta({ description: 'Part of the group name, a glob with *, or /a regular expression/' }),
    group: z.string().max(255).optional().meta({ description: 'Exactly this group' }),
  }),
  response: listOf(TopicSubscription),
  isExportable: true,
  permission: 'topic:read',
})

export const getTopicProducersEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}/producers',
  tag,
  summary: 'Show who wrote the newest messages of a topic',
  description:
    'Brokers know producers by producer group, not by topic: the senders of the newest messages, joined by address with the clients that are connected.',
  params: TopicParams,
  query: z.strictObject({
    ...listQuery(...producerSortFields),
    address: z.string().max(255).optional().meta({ description: 'Part of it' }),
    clientId: z.string().max(255).optional().meta({ description: 'Part of it' }),
    language: z.string().max(32).optional(),
  }),
  response: listOf(TopicProducer).extend({ sample: ProducerSample }),
  isExportable: true,
  permission: 'topic:read',
})

export const getTopicConfigsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}/configs',
  tag,
  summary: 'Show the config of a topic on each broker',
  params: TopicParams,
  response: z.object({ items: z.array(TopicBrokerConfig), partial }),
  permission: 'topic:read',
})

export const getTopicRouteEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/topics/{topicName}/route',
  tag,
  summary: 'Show what each name server tells clients about a topic',
  params: TopicParams,
  response: z.object({
    nameServers: z.array(TopicRouteView),
    agrees: z.boolean(),
    orderEntry: z.string().nullable(),
    partial,
  }),
  permission: 'topic:read',
})

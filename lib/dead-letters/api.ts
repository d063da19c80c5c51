import { z } from 'zod'
import { ClusterParams, commaList, endpoint, listOf, listQuery, Time } from '#lib/api/endpoint.ts'
import { BatchAnswer, BatchRevision, batchOptions, maxItemsPerJob } from '#lib/jobs/schema.ts'
import { MessageFilterText, queryLimits, TopicName } from '#lib/messages/schema.ts'
import { TimeZone } from '#lib/users/schema.ts'
import {
  DeadLetterGroup,
  DeadLetterPage,
  DeadLetterResend,
  DeadLetterState,
  deadLetterGroupSortFields,
  deadLetterLimits,
  ResendEdit,
  ResendTo,
} from './schema.ts'

const tag = 'Dead letters'
const GroupParams = ClusterParams.extend({ groupName: z.string().min(1).max(255) })
const ofPath = ({ params }: { params: { groupName: string } }) => ({ kind: 'group', name: params.groupName })
const OffsetId = z.string().min(32).max(56)
const OriginId = z.string().min(1).max(255)

const letterFilter = {
  from: Time.optional().meta({ description: 'Stored; from the first that is kept when absent' }),
  to: Time.optional(),
  key: z.string().min(1).max(1024).optional(),
  id: z.string().min(1).max(1024).optional().meta({ description: 'A unique id or an offset id' }),
  tag: z.string().min(1).max(255).optional(),
  originTopic: TopicName.optional(),
  filter: MessageFilterText.optional(),
}

export const listDeadLetterGroupsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/dead-letters',
  tag,
  summary: 'List the groups that have dead letters',
  description: 'Those with most new ones first. Groups without any are left out.',
  params: ClusterParams,
  query: z.strictObject({
    ...listQuery(...deadLetterGroupSortFields),
    q: z.string().max(255).optional().meta({ description: 'Part of a group name, a glob or /a regular expression/' }),
    namespace: z.string().max(255).optional().meta({ description: 'Empty: groups without a namespace' }),
  }),
  response: listOf(DeadLetterGroup).extend({
    namespaces: z.array(z.object({ namespace: z.string().nullable(), groups: z.number().int() })),
  }),
  permission: 'dead-letter:read',
  isExportable: true,
})

export const listDeadLettersEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/dead-letters/{groupName}',
  tag,
  summary: 'Search the dead letters of a group',
  description:
    'Newest first unless order=oldest, each with what was done about it. Go on with the cursor and the same originTopic and state. Only a coverage that stopped because `complete` means that there is no more. With `topic`, a retry topic of the group, the messages that wait there. With the state EXPIRED, on the first page, also those that were marked or sent again and that retention has deleted; key, tag and expression find none of these.',
  params: GroupParams,
  query: z.strictObject({
    ...letterFilter,
    state: commaList(DeadLetterState).optional(),
    topic: TopicName.optional().meta({ description: 'A retry topic of the group instead of its dead letters' }),
    order: z.enum(['newest', 'oldest']).optional(),
    cursor: z.string().max(16_000).optional(),
    pageSize: z.coerce.number().int().min(queryLimits.pageSize.min).max(queryLimits.pageSize.max).optional(),
  }),
  response: DeadLetterPage,
  permission: 'dead-letter:read',
})

export const listResendsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/dead-letters/{groupName}/resends',
  tag,
  summary: 'List what was sent again, newest first',
  description: 'Of the last 90 days, also of dead letters that retention has deleted since.',
  params: GroupParams,
  query: z.strictObject({ ...listQuery('resentAt'), originId: OriginId.optional() }),
  response: listOf(DeadLetterResend),
  permission: 'dead-letter:read',
})

export const resendDeadLetterEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/dead-letters/{groupName}/resend',
  tag,
  summary: 'Send one dead letter again',
  description:
    'Publishes a new message with its body, keys, tag and own properties; the dead letter stays. GROUP: to the retry topic of the group, so nobody else gets it. What was sent before is refused (CONFLICT, reason ALREADY_RESENT) without `again`.',
  status: 201,
  params: GroupParams,
  body: z.strictObject({
    messageId: OffsetId.meta({ description: 'Offset id of the dead letter' }),
    to: ResendTo.default('GROUP'),
    topicName: TopicName.optional().meta({ description: 'Of TOPIC' }),
    edit: ResendEdit.optional(),
    again: z.boolean().optional(),
    reason: z.string().trim().max(500).optional(),
  }),
  response: DeadLetterResend,
  permission: 'dead-letter:resend',
  audit: { action: 'dead-letter.resend', target: ({ body }) => ({ kind: 'message', name: body.messageId }) },
  idempotent: true,
})

export const startResendJobEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/dead-letters/{groupName}/resend-jobs',
  tag,
  summary: 'Send many dead letters again, as a job',
  description:
    'Of single ones or of a filter, oldest first. With `dryRun` it says how many these are, which are left alone and which groups get them. A filter needs the revision of its dry run.',
  status: 202,
  params: GroupParams,
  query: z.strictObject({ dryRun: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional() }),
  body: z
    .strictObject({
      ...batchOptions,
      messageIds: z.array(OffsetId).min(1).max(maxItemsPerJob).optional(),
      filter: z.strictObject({ ...letterFilter, state: z.array(DeadLetterState).optional() }).optional(),
      to: ResendTo.default('GROUP'),
      topicName: TopicName.optional().meta({ description: 'Of TOPIC' }),
      again: z.boolean().optional().meta({ description: 'Also those that were sent before' }),
      ratePerSecond: z
        .number()
        .int()
        .min(deadLetterLimits.ratePerSecond.min)
        .max(deadLetterLimits.ratePerSecond.max)
        .optional()
        .meta({ description: `${deadLetterLimits.ratePerSecond.default} when absent` }),
      confirm: z.string().max(255).optional(),
      revision: BatchRevision.optional(),
    })
    .refine(({ messageIds, filter }) => (messageIds === undefined) !== (filter === undefined), {
      error: 'either messageIds or a filter',
    }),
  response: BatchAnswer,
  permission: 'dead-letter:resend',
  audit: { action: 'job.start', target: ofPath },
  idempotent: true,
})

export const markDeadLettersEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/clusters/{clusterId}/dead-letters/{groupName}/marks',
  tag,
  summary: 'Mark dead letters as handled, or note something about them',
  description: 'Kept for 90 days. `handled: false` takes a mark back; a note of null removes it.',
  params: GroupParams,
  body: z.strictObject({
    originIds: z.array(OriginId).min(1).max(1_000),
    handled: z.boolean().optional(),
    note: z.string().max(deadLetterLimits.noteCharacters).nullable().optional(),
  }),
  response: z.object({ marked: z.number().int() }),
  permission: 'dead-letter:mark',
  audit: { action: 'dead-letter.mark', target: ofPath },
})

export const exportDeadLettersEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/dead-letters/{groupName}/export',
  tag,
  summary: 'Download dead letters as a file',
  description:
    'Of a filter, oldest first, or single ones. CSV (RFC 4180, cells that a spreadsheet would run are escaped) or one JSON object per line. Bodies need message:read-body; over 2 MiB they are withheld, which `bodyEncoding` says. What could not be read is named in the last line.',
  params: GroupParams,
  query: z.strictObject({
    ...letterFilter,
    state: commaList(DeadLetterState).optional(),
    messageIds: commaList(OffsetId).optional().meta({ description: 'Offset ids, instead of a filter' }),
    body: z.enum(['none', 'text', 'base64']).default('none'),
    format: z.enum(['csv', 'ndjson']).default('ndjson'),
    timeZone: TimeZone.optional().meta({ description: 'Of the times in a CSV file; UTC unless told' }),
  }),
  response: z.string(),
  responseTypes: ['text/csv', 'application/x-ndjson'],
  permission: 'message:export',
  audit: {
    action: 'message.export',
    target: ({ params }) => ({ kind: 'topic', name: `%DLQ%${params.groupName}` }),
  },
})

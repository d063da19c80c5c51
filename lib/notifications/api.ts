import { z } from 'zod'
import { Severity, Transition } from '#lib/alarms/schema.ts'
import { ClusterId, commaList, endpoint, listOf, listQuery, Time } from '#lib/api/endpoint.ts'
import { ChannelKind, ChannelTest, NewNoticeChannel, NoticeChannel, NoticeChannelPatch } from './channel-schema.ts'
import { DeliveryKind, DeliveryState, deliverySortFields, NoticeDelivery } from './delivery-schema.ts'
import { NewNoticePolicy, NoticePolicy, NoticePolicyPatch } from './policy-schema.ts'
import { RouteTest, RouteTestInput } from './route-schema.ts'
import { AlarmLink, NoticeLanguage } from './schema.ts'

const tag = 'Notifications'
const Id = z.string().min(1).max(64)
const ChannelParams = z.object({ channelId: Id })
const PolicyParams = z.object({ policyId: Id })
const channelOfPath = ({ params }: { params: { channelId: string } }) => ({ kind: 'channel', name: params.channelId })
const policyOfPath = ({ params }: { params: { policyId: string } }) => ({ kind: 'policy', name: params.policyId })

export const listChannelsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/alarms/channels',
  tag,
  summary: 'List the channels that notices go to',
  query: z.strictObject({
    ...listQuery('name', 'kind', 'lastSuccessAt', 'failures'),
    q: z.string().max(64).optional().meta({ description: 'Part of the name' }),
    kind: commaList(ChannelKind).optional(),
    clusterId: ClusterId.optional().meta({ description: 'Those of policies that may match an alarm of this cluster' }),
  }),
  response: listOf(NoticeChannel),
  permission: 'channel:manage',
})

export const getChannelEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/alarms/channels/{channelId}',
  tag,
  summary: 'Show a channel',
  params: ChannelParams,
  response: NoticeChannel,
  permission: 'channel:manage',
})

export const createChannelEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/channels',
  tag,
  summary: 'Add a channel',
  description: 'Private and loopback addresses are refused unless APOGEE_EGRESS_ALLOW names them.',
  status: 201,
  body: NewNoticeChannel,
  response: NoticeChannel,
  permission: 'channel:manage',
  audit: { action: 'channel.create', target: ({ body }) => ({ kind: 'channel', name: body.name }) },
  idempotent: true,
})

export const updateChannelEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/alarms/channels/{channelId}',
  tag,
  summary: 'Change a channel',
  params: ChannelParams,
  body: NoticeChannelPatch,
  response: NoticeChannel,
  permission: 'channel:manage',
  audit: { action: 'channel.update', target: channelOfPath },
})

export const deleteChannelEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/alarms/channels/{channelId}',
  tag,
  summary: 'Delete a channel',
  description: 'Refused with CONFLICT while a policy uses it. What it was sent stays in the list of deliveries.',
  status: 204,
  params: ChannelParams,
  response: z.undefined(),
  permission: 'channel:manage',
  audit: { action: 'channel.delete', target: channelOfPath },
})

export const testChannelEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/channels/{channelId}/test',
  tag,
  summary: 'Send a test message now, and show what was sent and answered',
  params: ChannelParams,
  body: z.strictObject({ language: NoticeLanguage.default('en') }).prefault({}),
  response: ChannelTest,
  permission: 'channel:manage',
  audit: { action: 'channel.test', target: channelOfPath },
})

export const listPoliciesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/alarms/policies',
  tag,
  summary: 'List the policies: who hears of which alarm',
  description: 'In the order in which they are asked: the first that matches wins, unless it says to go on.',
  query: z.strictObject({
    ...listQuery('position', 'name'),
    q: z.string().max(64).optional().meta({ description: 'Part of the name' }),
    clusterId: ClusterId.optional().meta({ description: 'Those that may match an alarm of this cluster' }),
  }),
  response: listOf(NoticePolicy),
  permission: 'alarm:read',
})

export const createPolicyEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/policies',
  tag,
  summary: 'Add a policy, the last before the default one',
  status: 201,
  body: NewNoticePolicy,
  response: NoticePolicy,
  permission: 'policy:manage',
  audit: { action: 'policy.create', target: ({ body }) => ({ kind: 'policy', name: body.name }) },
  idempotent: true,
})

export const updatePolicyEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/alarms/policies/{policyId}',
  tag,
  summary: 'Change or move a policy',
  params: PolicyParams,
  body: NoticePolicyPatch,
  response: NoticePolicy,
  permission: 'policy:manage',
  audit: { action: 'policy.update', target: policyOfPath },
})

export const deletePolicyEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/alarms/policies/{policyId}',
  tag,
  summary: 'Delete a policy',
  description: 'The default policy stays. Rules that name a deleted policy are routed by matchers again.',
  status: 204,
  params: PolicyParams,
  response: z.undefined(),
  permission: 'policy:manage',
  audit: { action: 'policy.delete', target: policyOfPath },
})

export const testRouteEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/route-test',
  tag,
  summary: 'Say which policies and channels would hear of an event, when, and why not',
  body: RouteTestInput,
  response: RouteTest,
  permission: 'alarm:read',
  isRead: true,
})

export const listDeliveriesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/alarms/deliveries',
  tag,
  summary: 'List what was sent to whom, kept for 30 days',
  description: 'Of the clusters whose alarms you may read; heartbeats only with a grant for all clusters.',
  query: z.strictObject({
    ...listQuery(...deliverySortFields),
    q: z.string().max(255).optional().meta({ description: 'Part of the rule or of the object' }),
    clusterId: ClusterId.optional(),
    channel: commaList(Id).optional(),
    policy: commaList(Id).optional(),
    state: commaList(DeliveryState).optional(),
    severity: commaList(Severity).optional(),
    transition: commaList(Transition).optional(),
    kind: commaList(DeliveryKind).optional(),
    instanceId: z.string().max(256).optional(),
    ruleId: z.string().max(64).optional(),
    eventId: z.string().max(64).optional(),
    from: Time.optional(),
    to: Time.optional(),
  }),
  response: listOf(NoticeDelivery),
  isExportable: true,
  permission: 'alarm:read',
})

export const resendDeliveryEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/deliveries/{deliveryId}/resend',
  tag,
  summary: 'Send a notice once more, as it was',
  status: 202,
  params: z.object({ deliveryId: Id }),
  body: z.strictObject({}).optional(),
  response: NoticeDelivery,
  permission: 'alarm:write',
  audit: {
    action: 'delivery.resend',
    target: ({ params }) => ({ kind: 'delivery', name: params.deliveryId }),
  },
})

export const openAlarmLinkEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/alarms/links/{link}',
  tag,
  summary: 'Say which alarm a signed link of a message is about, and what it offers',
  description: 'It changes nothing: whoever follows a link acknowledges or silences with their own rights.',
  params: z.object({ link: z.string().min(1).max(2048) }),
  response: AlarmLink,
  permission: 'alarm:read',
})

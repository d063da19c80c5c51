import { z } from 'zod'
import { Severity, Transition } from '#lib/alarms/schema.ts'
import { Time } from '#lib/api/endpoint.ts'
import { ChannelKind } from './channel-schema.ts'
import { RouteReason } from './route-schema.ts'
import { ObjectShape } from './schema.ts'

export const DeliveryState = z.enum(['QUEUED', 'SENDING', 'SENT', 'RETRY', 'DEAD', 'MUTED'])
export type DeliveryState = z.output<typeof DeliveryState>
export const DeliveryKind = z.enum(['NOTICE', 'HEARTBEAT'])
export type DeliveryKind = z.output<typeof DeliveryKind>

export const deliverySortFields = ['at', 'state', 'channel', 'policy', 'attempts', 'durationMs', 'severity'] as const

export const NoticeDelivery = z
  .object({
    deliveryId: z.string(),
    kind: DeliveryKind,
    at: Time,
    eventId: z.string().nullable(),
    instanceId: z.string().nullable(),
    ruleId: z.string().nullable(),
    ruleName: z.string().nullable(),
    clusterId: z.string().nullable(),
    clusterName: z.string().nullable(),
    environment: z.string().nullable(),
    transition: Transition.nullable(),
    severity: Severity.nullable(),
    object: ObjectShape.nullable(),
    policy: z.object({ policyId: z.string(), name: z.string() }).nullable(),
    channel: z.object({ channelId: z.string(), name: z.string(), kind: ChannelKind }),
    state: DeliveryState,
    mutedBy: RouteReason.nullable(),
    attempts: z.number().int(),
    dueAt: Time.meta({ description: 'Of the next attempt, while it is QUEUED or RETRY' }),
    sentAt: Time.nullable(),
    answerCode: z.number().int().nullable().meta({ description: 'HTTP status or SMTP code of the last attempt' }),
    answer: z.string().nullable(),
    error: z.string().nullable(),
    durationMs: z.number().nullable(),
    messageId: z.string().nullable().meta({ description: 'Deliveries that went in one message have the same' }),
    isDigest: z.boolean(),
    resentFrom: z.string().nullable(),
  })
  .meta({ id: 'NoticeDelivery' })
export type NoticeDelivery = z.output<typeof NoticeDelivery>

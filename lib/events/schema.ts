import { z } from 'zod'
import { ClusterId, Int64, Time } from '#lib/api/endpoint.ts'
import { ChannelUrl } from '#lib/notifications/channel-schema.ts'

const Name = z.string().trim().min(1).max(60)

/** What a person may do to these in RocketMQ or to their registration. */
const objectKinds = ['cluster', 'broker', 'namespace', 'topic', 'group', 'role', 'user'] as const
const changes = ['created', 'changed', 'deleted'] as const
type ObjectEventType = `${(typeof objectKinds)[number]}.${(typeof changes)[number]}`

export const eventTypes = [
  ...objectKinds.flatMap((kind) => changes.map((change): ObjectEventType => `${kind}.${change}`)),
  'job.done',
  'alarm.firing',
  'alarm.resolved',
  'audit',
] as const
export const EventType = z.enum(eventTypes).meta({
  id: 'EventType',
  description: '`audit`: every row of the audit; the others: what has happened, whoever did it',
})
export type EventType = z.output<typeof EventType>

export const SyslogProtocol = z.enum(['UDP', 'TCP', 'TLS'])
export const Destination = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('WEBHOOK'),
      url: ChannelUrl,
      timeoutMs: z.number().int().min(500).max(30_000).default(5000),
    }),
    z.strictObject({
      kind: z.literal('SYSLOG'),
      host: z
        .string()
        .trim()
        .min(1)
        .max(253)
        .regex(/^[\w.:-]+$/, 'a host name or an address'),
      port: z.number().int().min(1).max(65535).default(514),
      protocol: SyslogProtocol.default('TCP'),
      ca: z
        .string()
        .max(65_536)
        .default('')
        .meta({ description: 'TLS: certificate (PEM) that the server is checked by; empty = the usual ones' }),
    }),
  ])
  .meta({ id: 'EventDestination' })
export type Destination = z.output<typeof Destination>

export const DestinationSecret = z.enum(['hmacSecret', 'headers'])
export type DestinationSecret = z.output<typeof DestinationSecret>
const Secrets = z
  .partialRecord(DestinationSecret, z.string().min(1).max(4096).nullable())
  .default({})
  .meta({ description: 'Write-only. headers: one "Name: value" per line. Absent = keep, null = remove' })

const fields = {
  name: Name,
  isEnabled: z.boolean(),
  types: z.array(EventType).min(1).max(eventTypes.length),
  clusterIds: z.array(ClusterId).max(200).meta({ description: 'Empty = all, and what belongs to no cluster' }),
  namePattern: z.string().trim().min(1).max(255).nullable().meta({ description: '`pay*`: of the name of the object' }),
  destination: Destination,
}

export const NewEventSubscription = z.strictObject({
  ...fields,
  isEnabled: fields.isEnabled.default(true),
  clusterIds: fields.clusterIds.default([]),
  namePattern: fields.namePattern.default(null),
  secrets: Secrets,
})
export type NewEventSubscription = z.output<typeof NewEventSubscription>

export const EventSubscriptionPatch = z.strictObject({
  ...z.object(fields).partial().shape,
  secrets: Secrets,
  revision: z.string().max(32).optional(),
})
export type EventSubscriptionPatch = z.output<typeof EventSubscriptionPatch>

export const EventSubscription = z
  .object({
    subscriptionId: z.string(),
    ...fields,
    secretsKept: z.partialRecord(
      DestinationSecret,
      z.object({ lastFour: z.string(), headerNames: z.array(z.string()).optional() }),
    ),
    waiting: z
      .number()
      .int()
      .meta({ description: 'Events that it has not been asked about yet; not all need be for it' }),
    sent: Int64,
    lost: Int64.meta({ description: 'Given up after 24 h of failures, or older than 3 days' }),
    attempts: z.number().int().meta({ description: 'Of the message under way; 0 = none has failed' }),
    nextAt: Time.nullable().meta({ description: 'When it is tried again' }),
    lastSuccessAt: Time.nullable(),
    lastFailureAt: Time.nullable(),
    lastFailure: z.string().nullable(),
    createdAt: Time,
    createdBy: z.string(),
    revision: z.string(),
  })
  .meta({ id: 'EventSubscription' })
export type EventSubscription = z.output<typeof EventSubscription>

export const EventTest = z
  .object({
    isAccepted: z.boolean(),
    sent: z.string().meta({ description: 'The body, or the line' }),
    answer: z
      .object({ code: z.number().int(), body: z.string() })
      .nullable()
      .meta({ description: 'null = none; syslog answers nothing' }),
    error: z.string().nullable(),
    durationMs: z.number(),
  })
  .meta({ id: 'EventTest' })
export type EventTest = z.output<typeof EventTest>

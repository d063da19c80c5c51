import { z } from 'zod'
import type { Permission } from '#lib/users/permissions.ts'

/**
 * Contract of one route: the route handler, the browser (`call`), the OpenAPI document and the generated permission test all
 * read this one value.
 */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `{name}` for each path parameter: `/api/v1/clusters/{clusterId}/topics`. */
  path: string
  tag: string
  summary: string
  description?: string
  /** Status of complete success; a fan-out that is done in part answers 207 whatever stands here. Default 200. */
  status?: 200 | 201 | 202 | 204
  params?: Params
  query?: Query
  body?: Body
  response: Response
  /** Media types of a download (`handleStream`), instead of JSON. */
  responseTypes?: string[]
  /**
   * `public`: answers without sign-in. `signed-in`: any signed-in user, for what is their own. Else the permission that the verb
   * requires, in the cluster of the path parameter `clusterId` where there is one.
   */
  permission: Permission | 'public' | 'signed-in'
  /** Set on writes and on audited reads; `handle` uses it to record an attempt that was refused before the verb could. */
  audit?: {
    action: string
    target: (input: { params: never; query: never; body: never }) => { kind: string; name: string }
  }
  /** A POST that only asks: its question is too long for an address. */
  isRead?: boolean
  /** A list of which `?format=` makes a file with every row of the filter (`export-list.ts`). */
  isExportable?: boolean
  /** POSTs that create or send honour `Idempotency-Key` for 24 h. */
  idempotent?: boolean
}

/** Declares an endpoint and keeps the exact types of its shapes. */
export function endpoint<
  Response extends z.ZodType,
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(
  value: Omit<Endpoint<Params, Query, Body, Response>, 'audit'> & {
    audit?: {
      action: string
      target: (input: { params: z.output<Params>; query: z.output<Query>; body: z.output<Body> }) => {
        kind: string
        name: string
      }
    }
  },
): Endpoint<Params, Query, Body, Response> {
  return value as Endpoint<Params, Query, Body, Response> // only `audit.target` is narrower; `handle` passes it what it parsed with the same schemas
}

/** int64: a `bigint` for verbs and screens, a decimal string on the wire. Offsets, message counts, bytes. */
export const Int64 = z
  .codec(z.string().regex(/^-?\d{1,19}$/, 'a decimal integer as a string'), z.int64(), {
    decode: (text) => BigInt(text),
    encode: (value) => value.toString(),
  })
  .meta({ id: 'Int64', description: 'A 64-bit integer as a decimal string', example: '9223372036854775807' })

/** An instant: a `Date` inside, ISO 8601 UTC with milliseconds on the wire; input may carry any zone. */
export const Time = z
  .codec(z.iso.datetime({ offset: true }), z.date(), {
    decode: (text) => new Date(text),
    encode: (date) => date.toISOString() as z.core.output<z.ZodISODateTime>,
  })
  .meta({
    id: 'Time',
    description: 'ISO 8601 with zone; answers are UTC with milliseconds',
    example: '2026-11-22T14:32:07.123Z',
  })

export const MeasuredState = z.enum(['ok', 'estimate', 'stale', 'unknown', 'na'])
export const MeasuredReason = z.enum([
  'NOT_SAMPLED',
  'NO_ANSWER',
  'NO_PROXY',
  'NO_EXPORTER',
  'NOT_REPORTED',
  'NOT_SET',
  'NOT_SUPPORTED',
  'BROADCAST',
  'NEVER_CONSUMED',
  'NO_CLIENT',
  'NEVER_DRAINS',
  'PARTIAL',
  'OLD',
])
export type MeasuredReason = z.output<typeof MeasuredReason>

/** A sampled value with its state and age. `value` is null exactly when the state is `unknown` or `na`. */
export const measured = <T extends z.ZodType>(value: T) =>
  z.object({ value: value.nullable(), state: MeasuredState, at: Time.nullable(), reason: MeasuredReason.optional() })
export interface Measured<T> {
  value: T | null
  state: z.output<typeof MeasuredState>
  at: Date | null
  reason?: MeasuredReason
}
export const ok = <T>(value: T, at: Date): Measured<T> => ({ value, state: 'ok', at })
export const unknown = (reason: MeasuredReason, at: Date | null = null): Measured<never> => ({
  value: null,
  state: 'unknown',
  at,
  reason,
})

/** A server whose part is missing from an answer. */
export const PartialEntry = z
  .object({ address: z.string(), brokerName: z.string().optional(), code: z.string(), detail: z.string() })
  .meta({ id: 'PartialEntry' })
export type PartialEntry = z.output<typeof PartialEntry>
export const partial = z
  .array(PartialEntry)
  .optional()
  .meta({ description: 'Servers whose part is missing; absent when complete' })

/** Query of every list. `sort` is a field of the item, `-field` for descending. */
export const listQuery = <Sort extends [string, ...string[]]>(...sortFields: Sort) => ({
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(500).default(50),
  sort: z.enum(sortFields.flatMap((field) => [field, `-${field}`]) as [string, ...string[]]).optional(),
})

/** Answer of every list: filtered, sorted and paged on the server. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    total: z.number().int(),
    page: z.number().int(),
    pageSize: z.number().int(),
    sampledAt: Time.optional(),
    partial,
  })
export interface List<T> {
  items: T[]
  total: number
  page: number
  pageSize: number
  sampledAt?: Date
  partial?: PartialEntry[]
}

/** Several values of one filter by comma. */
export const commaList = <T extends z.ZodType<unknown, string>>(item: T) =>
  z.codec(z.string(), z.array(item), {
    decode: (text) => text.split(',').filter(Boolean) as z.input<T>[],
    encode: (values) => values.join(','),
  })

export const BrokerRefusalShape = z
  .object({
    address: z.string(),
    brokerName: z.string().optional(),
    responseCode: z.number().int(),
    responseCodeName: z.string(),
    remark: z.string(),
  })
  .meta({ id: 'BrokerRefusal' })
export const TargetError = z
  .object({ code: z.string(), detail: z.string(), broker: BrokerRefusalShape.optional() })
  .meta({ id: 'TargetError' })
const Done = z.object({ target: z.string() })
const NotDone = z.object({ target: z.string(), error: TargetError })

/** Outcome of a write that reaches several servers or items. `unknown` = sent, no answer: read again before any retry. */
export const fanOut = <T extends z.ZodType>(resource: T) =>
  z.object({ done: z.array(Done), failed: z.array(NotDone), unknown: z.array(NotDone), resource: resource.optional() })
export interface FanOut<T> {
  done: { target: string }[]
  failed: { target: string; error: z.output<typeof TargetError> }[]
  unknown: { target: string; error: z.output<typeof TargetError> }[]
  resource?: T
}

/** Answer of `?dryRun=true`: what the write would do. Nothing was touched. */
export const Impact = z
  .object({
    dryRun: z.literal(true),
    blockedBy: z.array(z.object({ code: z.string(), detail: z.string() })),
    needsForce: z.boolean(),
    /** What `?confirm=` must say. */
    confirm: z.string(),
    effects: z.array(z.object({ kind: z.string(), target: z.string(), count: Int64.nullable(), detail: z.string() })),
    steps: z.array(z.object({ step: z.string(), target: z.string() })),
    /** The equivalent mqadmin command; empty when there is none. */
    command: z.string(),
    partial,
  })
  .meta({ id: 'Impact' })
export type Impact = z.output<typeof Impact>

export const ClusterId = z
  .string()
  .regex(/^rmq-[a-z2-7]{8}$/, 'rmq- and 8 characters of a-z and 2-7')
  .meta({ id: 'ClusterId', example: 'rmq-k3v7q2ab' })
export const ClusterParams = z.object({ clusterId: ClusterId })

/** What RocketMQ has no place for, on clusters, namespaces, topics, groups. */
export const LabelKey = z.string().regex(/^[a-z0-9][a-z0-9._/-]{0,62}$/)
/** The words of a label filter: `key=value` by comma, with `\` before a `,` or `\` of a value's own. */
export const splitLabelFilter = (text: string): string[] =>
  (text.match(/(?:\\[\s\S]|[^,\\])+/g) ?? []).map((word) => word.replace(/\\([\s\S])/g, '$1'))
export const joinLabelFilter = (pairs: readonly string[]): string =>
  pairs.map((pair) => pair.replace(/[,\\]/g, '\\$&')).join(',')
/** The filter `label` of every list of things that have labels. */
export const labelFilter = z
  .codec(z.string(), z.array(z.string().regex(/^[a-z0-9][a-z0-9._/-]{0,62}=[\s\S]{0,128}$/, 'key=value')), {
    decode: splitLabelFilter,
    encode: joinLabelFilter,
  })
  .meta({ description: 'key=value, several by comma: all must hold. A comma of a value is written \\,' })
export const Labels = z
  .record(LabelKey, z.string().max(128))
  .refine((labels) => Object.keys(labels).length <= 20, { error: 'at most 20 labels' })
export const Remark = z.string().max(128)
export const Owner = z.string().max(64)
export const Metadata = z.object({
  remark: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  owner: z.string().nullable(),
  deletionProtection: z.boolean(),
  isDeclared: z.boolean(),
  createdAt: Time.optional(),
  createdBy: z.string().optional(),
})
export type Metadata = z.output<typeof Metadata>

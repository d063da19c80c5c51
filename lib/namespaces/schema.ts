import { z } from 'zod'
import { Int64, Labels, Metadata, measured, Owner, Remark } from '#lib/api/endpoint.ts'
import { WorstLag } from '#lib/topics/schema.ts'

/** How a namespace stands, in the word of what is worst in it; worst first. */
export const NamespaceState = z.enum([
  'STUCK',
  'FALLING_BEHIND',
  'BEHIND',
  'NO_CLIENT',
  'DEAD_LETTERS',
  'UNKNOWN',
  'OK',
  'EMPTY',
])
export type NamespaceState = z.output<typeof NamespaceState>

/** What the topics and groups of a namespace, or of the cluster, add up to. System, retry and dead-letter names do not count. */
export const NamespaceSums = z
  .object({
    state: NamespaceState,
    topics: measured(z.number().int()),
    groups: measured(z.number().int()),
    /** Online consumers and producers of its groups. */
    clients: measured(z.number().int()),
    lag: measured(Int64),
    /** The longest of its groups. */
    lagTimeMs: measured(z.number()),
    /** The group with the longest lag time, else with most lag; null when none is behind, or none is known to be. */
    worstLag: WorstLag.nullable(),
    deadLetters: measured(Int64),
    newDeadLetters24h: measured(Int64),
    inTps: measured(z.number()),
    outTps: measured(z.number()),
  })
  .meta({ id: 'NamespaceSums' })
export type NamespaceSums = z.output<typeof NamespaceSums>

/** One row of the namespace list: a prefix of names. `namespace` null: all names without one. */
export const Namespace = NamespaceSums.extend({
  namespace: z.string().nullable(),
  maxTopics: z.number().int().nullable(),
  maxGroups: z.number().int().nullable(),
  ...Metadata.shape,
}).meta({ id: 'Namespace' })
export type Namespace = z.output<typeof Namespace>

export const NamespaceName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{3,32}$/, '3–32 letters, digits, - or _')
  .meta({ id: 'NamespaceName' })

const Limit = z.number().int().min(0).max(1_000_000).nullable()
const metadata = {
  /** Null = any number. */
  maxTopics: Limit.optional(),
  maxGroups: Limit.optional(),
  remark: Remark.nullable().optional(),
  labels: Labels.nullable().optional(),
  owner: Owner.nullable().optional(),
  deletionProtection: z.boolean().optional(),
}
export const NewNamespace = z.strictObject({ namespace: NamespaceName, ...metadata })
export type NewNamespace = z.output<typeof NewNamespace>
export const NamespacePatch = z.strictObject({ ...metadata, revision: z.string().optional() })
export type NamespacePatch = z.output<typeof NamespacePatch>

/** What people say of a namespace, with the revision to send back with a change. */
export const NamespaceEntry = z
  .object({
    namespace: z.string(),
    maxTopics: z.number().int().nullable(),
    maxGroups: z.number().int().nullable(),
    ...Metadata.shape,
    revision: z.string(),
  })
  .meta({ id: 'NamespaceEntry' })
export type NamespaceEntry = z.output<typeof NamespaceEntry>

/** Columns that the list sorts by. */
export const namespaceSortFields = [
  'namespace',
  'state',
  'topics',
  'groups',
  'clients',
  'lag',
  'lagTimeMs',
  'deadLetters',
  'newDeadLetters24h',
  'inTps',
  'outTps',
  'isDeclared',
  'owner',
  'remark',
  'createdAt',
] as const
export type NamespaceSortField = (typeof namespaceSortFields)[number]

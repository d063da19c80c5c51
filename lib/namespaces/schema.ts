import { z } from 'zod'
import { Int64, Metadata, measured } from '#lib/api/endpoint.ts'
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

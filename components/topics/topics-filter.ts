import { splitLabelFilter } from '#lib/api/endpoint.ts'
import type { TopicsFilter } from './queries.ts'

/** Filters of the topic list as the address holds them. */
export const topicFilterKeys = [
  'type',
  'permission',
  'broker',
  'clusterName',
  'label',
  'owner',
  'flags',
  'group',
  'unusedDays',
  'protected',
  'favourite',
  'ns',
  'include',
] as const
type TopicFilterKey = (typeof topicFilterKeys)[number]

export const includeKinds = ['system', 'retry', 'dlq'] as const
export type IncludeKind = (typeof includeKinds)[number]

type InUrl = { page: number; pageSize: number; sort?: string; q?: string } & { [Key in TopicFilterKey]?: string }

/** What the address says, in the types of the API, which refuses what does not fit. */
export function toTopicsFilter(inUrl: InUrl): TopicsFilter {
  const { type, permission, broker, clusterName, label, owner, flags, group, unusedDays, ns, include, ...rest } = inUrl
  const { protected: isProtected, favourite, ...paging } = rest
  return {
    ...paging,
    ...(type !== undefined && { type: split<NonNullable<TopicsFilter['type']>>(type) }),
    ...(permission !== undefined && { permission: split<NonNullable<TopicsFilter['permission']>>(permission) }),
    ...(broker !== undefined && { broker }),
    ...(clusterName !== undefined && { clusterName }),
    ...(label !== undefined && { label: splitLabelFilter(label) }),
    ...(owner !== undefined && { owner }),
    ...(flags !== undefined && { flags: split<NonNullable<TopicsFilter['flags']>>(flags) }),
    ...(group !== undefined && { group }),
    ...(unusedDays !== undefined && { unusedDays: Number(unusedDays) }),
    ...((isProtected === 'true' || isProtected === 'false') && { deletionProtection: isProtected === 'true' }),
    ...((favourite === 'true' || favourite === 'false') && { favourite: favourite === 'true' }),
    ...(ns !== undefined && { namespace: ns }),
    ...(include !== undefined && { include: split<NonNullable<TopicsFilter['include']>>(include) }),
  }
}

/** The schema of the endpoint checks each word before anything is sent. */
const split = <T extends string[]>(text: string) => text.split(',').filter(Boolean) as T

/** The list of `include` with one kind switched. */
export function toggleKind(include: string | null, kind: IncludeKind): string | null {
  const present = (include ?? '').split(',').filter(Boolean)
  const next = present.includes(kind) ? present.filter((other) => other !== kind) : [...present, kind]
  return next.length > 0 ? next.join(',') : null
}

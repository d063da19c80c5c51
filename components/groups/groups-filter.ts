import { splitLabelFilter } from '#lib/api/endpoint.ts'
import type { GroupsFilter } from './queries.ts'

/** Filters of the group list as the address holds them. */
export const groupFilterKeys = [
  'type',
  'model',
  'delivery',
  'retryPolicy',
  'enabled',
  'online',
  'hasLag',
  'lagOver',
  'hasDeadLetters',
  'inconsistent',
  'topic',
  'label',
  'owner',
  'flags',
  'protected',
  'favourite',
  'ns',
  'include',
] as const
type GroupFilterKey = (typeof groupFilterKeys)[number]

type InUrl = { page: number; pageSize: number; sort?: string; q?: string } & { [Key in GroupFilterKey]?: string }

/** Lag times to choose from; what else stands in the address as `lagOver` is milliseconds too. */
export const lagTimesMs = [60_000, 600_000, 3_600_000, 86_400_000] as const

/** What the address says, in the types of the API, which refuses what does not fit. */
export function toGroupsFilter(inUrl: InUrl): GroupsFilter {
  const { page, pageSize, sort, q, topic, owner, ns, lagOver } = inUrl
  return {
    page,
    pageSize,
    ...(sort !== undefined && { sort }),
    ...(q !== undefined && { q }),
    ...(topic !== undefined && { topic }),
    ...(owner !== undefined && { owner }),
    ...(ns !== undefined && { namespace: ns }),
    ...(lagOver !== undefined && { lagTimeMs: Number(lagOver) }),
    ...flag('enabled', inUrl.enabled),
    ...flag('online', inUrl.online),
    ...flag('hasLag', inUrl.hasLag),
    ...flag('hasDeadLetters', inUrl.hasDeadLetters),
    ...flag('inconsistent', inUrl.inconsistent),
    ...flag('deletionProtection', inUrl.protected),
    ...flag('favourite', inUrl.favourite),
    ...list('type', inUrl.type),
    ...list('model', inUrl.model),
    ...list('delivery', inUrl.delivery),
    ...list('retryPolicy', inUrl.retryPolicy),
    ...(inUrl.label !== undefined && { label: splitLabelFilter(inUrl.label) }),
    ...list('flags', inUrl.flags),
    ...list('include', inUrl.include),
  }
}

function flag(key: keyof GroupsFilter, text: string | undefined): Partial<Record<string, boolean>> {
  return text === 'true' || text === 'false' ? { [key]: text === 'true' } : {}
}

/** The schema of the endpoint checks each word before anything is sent. */
function list<Key extends keyof GroupsFilter>(key: Key, text: string | undefined): Partial<GroupsFilter> {
  return text === undefined ? {} : ({ [key]: text.split(',').filter(Boolean) } as Partial<GroupsFilter>) // its words are checked there
}

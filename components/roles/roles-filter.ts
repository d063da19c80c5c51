import { splitLabelFilter } from '#lib/api/endpoint.ts'
import type { RolesFilter } from './queries.ts'

/** Filters of the list of roles as the address holds them. */
export const roleFilterKeys = [
  'accessKey',
  'kind',
  'status',
  'type',
  'produceTopic',
  'consumeTopic',
  'group',
  'sourceIp',
  'differs',
  'owner',
  'label',
  'keyOlderThanDays',
] as const
type RoleFilterKey = (typeof roleFilterKeys)[number]

type InUrl = { page: number; pageSize: number; sort?: string; q?: string } & { [Key in RoleFilterKey]?: string }

/** Ages of secrets to choose from; what else stands in the address is days too. */
export const keyAgesDays = [30, 90, 180, 365] as const

/** What the address says, in the types of the API, which refuses what does not fit. */
export function toRolesFilter({ kind, status, type, differs, label, keyOlderThanDays, ...rest }: InUrl): RolesFilter {
  return {
    ...rest,
    ...list('kind', kind),
    ...list('status', status),
    ...list('type', type),
    ...((differs === 'true' || differs === 'false') && { differs: differs === 'true' }),
    ...(label !== undefined && { label: splitLabelFilter(label) }),
    ...(keyOlderThanDays !== undefined && { keyOlderThanDays: Number(keyOlderThanDays) }),
  }
}

/** The schema of the endpoint checks each word before anything is sent. */
function list<Key extends keyof RolesFilter>(key: Key, text: string | undefined): Partial<RolesFilter> {
  return text === undefined ? {} : ({ [key]: text.split(',').filter(Boolean) } as Partial<RolesFilter>) // its words are checked there
}

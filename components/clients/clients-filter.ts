import type { ClientsFilter } from './queries.ts'

/** Filters of the client list as the address holds them. */
export const clientFilterKeys = [
  'kind',
  'group',
  'topic',
  'ns',
  'language',
  'version',
  'versionBelow',
  'protocol',
  'address',
  'risk',
  'hung',
  'include',
] as const
type ClientFilterKey = (typeof clientFilterKeys)[number]

type InUrl = { page: number; pageSize: number; sort?: string; q?: string } & { [Key in ClientFilterKey]?: string }

/** What the address says, in the types of the API, which refuses what does not fit. */
export function toClientsFilter(inUrl: InUrl): ClientsFilter {
  const { kind, ns, language, version, protocol, risk, hung, include, ...same } = inUrl
  return {
    ...same,
    // The schema of the endpoint checks each word before anything is sent.
    ...(kind !== undefined && { kind: kind as NonNullable<ClientsFilter['kind']> }),
    ...(protocol !== undefined && { protocol: protocol as NonNullable<ClientsFilter['protocol']> }),
    ...(ns !== undefined && { namespace: ns }),
    ...(language !== undefined && { language: language.split(',') }),
    ...(version !== undefined && { version: version.split(',') }),
    ...(isBoolean(risk) && { risk: risk === 'true' }),
    ...(isBoolean(hung) && { hung: hung === 'true' }),
    ...(include === 'system' && { include: ['system' as const] }),
  }
}

const isBoolean = (text: string | undefined) => text === 'true' || text === 'false'

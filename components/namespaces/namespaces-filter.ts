import { splitLabelFilter } from '#lib/api/endpoint.ts'
import type { NamespacesFilter } from './queries.ts'

/** Filters of the namespace list as the address holds them. The chosen namespace marks a row here, and filters none away. */
export const namespaceFilterKeys = ['declared', 'label', 'owner'] as const
type NamespaceFilterKey = (typeof namespaceFilterKeys)[number]

type InUrl = { page: number; pageSize: number; sort?: string; q?: string } & { [Key in NamespaceFilterKey]?: string }

/** What the address says, in the types of the API, which refuses what does not fit. */
export function toNamespacesFilter({ declared, label, ...same }: InUrl): NamespacesFilter {
  return {
    ...same,
    ...((declared === 'true' || declared === 'false') && { declared: declared === 'true' }),
    ...(label !== undefined && { label: splitLabelFilter(label) }),
  }
}

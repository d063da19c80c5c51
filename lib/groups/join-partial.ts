import type { PartialEntry } from '#lib/api/endpoint.ts'

/** Several lists of servers that did not answer as one, each server once. */
export function joinPartial(...lists: readonly (readonly PartialEntry[])[]): PartialEntry[] {
  const byAddress = new Map<string, PartialEntry>()
  for (const entry of lists.flat()) if (!byAddress.has(entry.address)) byAddress.set(entry.address, entry)
  return [...byAddress.values()]
}

import type { Namespace, NamespaceSums } from '#lib/namespaces/schema.ts'

/** One line of the table: a namespace, or what all of them add up to. */
export interface NamespaceRow {
  id: string
  sums: NamespaceSums
  /** Null in the line of all. */
  own: Namespace | null
}

/** Id of a namespace's line, which is also how a chosen one is found. */
export const rowIdOf = (ns: string | null) => JSON.stringify(ns)

/** @param totals the last line; null where the lines above are not all there are */
export function namespaceRows(items: readonly Namespace[], totals: NamespaceSums | null): NamespaceRow[] {
  const rows = items.map((item): NamespaceRow => ({ id: rowIdOf(item.namespace ?? ''), sums: item, own: item }))
  return totals ? [...rows, { id: 'all', sums: totals, own: null }] : rows
}

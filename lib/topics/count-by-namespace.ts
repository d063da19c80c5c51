/** How many rows each namespace has, by its name; first what has none (null). */
export function countByNamespace(
  rows: readonly { namespace: string | null }[],
): { namespace: string | null; count: number }[] {
  const counts = new Map<string | null, number>()
  for (const { namespace } of rows) counts.set(namespace, (counts.get(namespace) ?? 0) + 1)
  return [...counts]
    .map(([namespace, count]) => ({ namespace, count }))
    .sort((a, b) => ((a.namespace ?? '') < (b.namespace ?? '') ? -1 : 1))
}

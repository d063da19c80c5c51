import type { Scope } from '#lib/users/schema.ts'
import type { FileScope } from './schema.ts'

/**
 * Names of clusters as ids, for names are all that one knows before a cluster is registered.
 * @returns a null scope while none of them is there
 */
export function resolveScope(
  { clusters, ...rest }: FileScope,
  clusterIdByName: ReadonlyMap<string, string>,
): { scope: Scope | null; missing: string[] } {
  if (clusters === 'all') return { scope: { clusters, ...rest }, missing: [] }
  const { names, ...selector } = clusters
  if (!names) return { scope: { clusters: selector, ...rest }, missing: [] }
  const missing = names.filter((name) => !clusterIdByName.has(name))
  const clusterIds = [...new Set(names)].flatMap((name) => clusterIdByName.get(name) ?? [])
  return { scope: clusterIds.length === 0 ? null : { clusters: { ...selector, clusterIds }, ...rest }, missing }
}

import type { List } from '#lib/api/endpoint.ts'
import { builtInSets } from '#lib/users/permissions.ts'
import type { PermissionSet } from '#lib/users/schema.ts'

/** The sets that can be granted. Which rights exist is no secret, so any signed-in user may read it. */
export async function listPermissionSets(): Promise<List<PermissionSet>> {
  const items = Object.entries(builtInSets).map(([name, permissions]) => ({
    name,
    isBuiltIn: true,
    permissions: [...permissions],
  }))
  return { items, total: items.length, page: 1, pageSize: items.length }
}

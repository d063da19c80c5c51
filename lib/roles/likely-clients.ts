import { listGroups } from '#lib/groups/list-groups.ts'
import type { PolicyEntry } from '#lib/rocketmq/admin/roles.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermissionIn } from '#lib/users/require-permission.ts'
import { allows, covers, patternOf } from './policy-entries.ts'

/** Enough to warn by; a role for all groups would name them all. */
const MAX_GROUPS = 50

/** Clients online by group, as sampled, of the groups that the actor may read. */
export async function groupClients(ctx: Context, clusterId: string): Promise<Map<string, number | null>> {
  if (!hasPermissionIn(ctx, 'group:read', clusterId)) return new Map()
  const { items } = await listGroups(ctx, { clusterId, page: 1, pageSize: 100_000 })
  return new Map(items.map(({ groupName, clients }) => [groupName, clients.value?.total ?? null]))
}

/**
 * Groups with clients online that the policies name: these are likely to use the role. Brokers do not tell who really does.
 */
export async function likelyClients(
  ctx: Context,
  clusterId: string,
  entries: readonly PolicyEntry[],
): Promise<{ groupName: string; online: number | null }[]> {
  const patterns = entries
    .filter((entry) => entry.decision === 'Allow' && allows(entry, 'Sub'))
    .map(({ resource }) => patternOf(resource))
    .filter(({ kind, match }) => kind === 'Group' && match !== 'ALL')
  if (patterns.length === 0) return []
  const groups = await groupClients(ctx, clusterId)
  return [...groups]
    .filter(([name, online]) => online !== 0 && patterns.some((pattern) => covers(pattern, { kind: 'Group', name })))
    .slice(0, MAX_GROUPS)
    .map(([groupName, online]) => ({ groupName, online }))
}

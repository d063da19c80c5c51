import type { z } from 'zod'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findRole } from './find-role.ts'
import { compareRank } from './policy-entries.ts'
import { partialOf } from './read-roles.ts'
import type { RolePolicies } from './schema.ts'
import { revisionOf } from './to-role-item.ts'
import { entriesByBroker, toRoleBroker } from './unite-roles.ts'

/** Every policy of a role that any broker holds, in the order in which brokers decide. @throws AppError NOT_FOUND */
export async function getRolePolicies(
  ctx: Context,
  { clusterId, roleName }: { clusterId: string; roleName: string },
): Promise<z.output<typeof RolePolicies>> {
  requirePermission(ctx, 'role:read', clusterId)
  const { role, record, reading } = await findRole(ctx, await getCluster(ctx, clusterId), roleName)
  const answering = role.brokers.filter(({ held }) => held?.entries).length
  const rows = entriesByBroker(role).toSorted(
    (a, b) => compareRank(a.entry, b.entry) || compareText(a.entry.resource, b.entry.resource),
  )
  return {
    items: rows.map(({ entry, servers }) => ({
      ...entry,
      brokers: servers.map(toRoleBroker),
      isOnAll: servers.length === answering,
    })),
    revision: revisionOf(role, record),
    ...partialOf(reading),
  }
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

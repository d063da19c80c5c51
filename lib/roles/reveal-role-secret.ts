import type { z } from 'zod'
import { audited } from '#lib/audit/audited.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findRole } from './find-role.ts'
import { requireSuperRight } from './guard-role.ts'
import type { RoleSecret } from './schema.ts'
import { toRoleBroker } from './unite-roles.ts'

/**
 * The secret of a role as brokers hold it (3004): the only answer that has one, and each leaves a row in the audit. With that of a
 * Super role one is a Super, so it needs that right too.
 *
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function revealRoleSecret(
  ctx: Context,
  { clusterId, roleName }: { clusterId: string; roleName: string },
): Promise<z.output<typeof RoleSecret>> {
  requirePermission(ctx, 'role:reveal-secret', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  const { role } = await findRole(ctx, cluster, roleName)
  requireSuperRight(ctx, clusterId, role)
  const entry = {
    action: 'role.reveal-secret',
    clusterId,
    target: { kind: 'role', name: roleName },
    permission: 'role:reveal-secret' as const,
    detail: null,
  }
  return audited(ctx, entry, async () => {
    const servers = new Map<string, Server[]>()
    const partial: ReturnType<typeof toPartialEntry>[] = []
    for (const { server, held } of role.brokers) {
      if (!held) continue
      try {
        const user = await cluster.admin.roles.getUser(server, roleName, { signal: ctx.signal })
        if (user) servers.set(user.password, [...(servers.get(user.password) ?? []), server])
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
        partial.push(toPartialEntry(server, error))
      }
    }
    return {
      roleName,
      secrets: [...servers].map(([secretKey, holders]) => ({ secretKey, brokers: holders.map(toRoleBroker) })),
      ...(partial.length > 0 && { partial }),
    }
  })
}

import type { z } from 'zod'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { RoleDifferences } from './difference-schema.ts'
import { ownAccessKey } from './own-access-key.ts'
import { partialOf, readRoles, requireSomeAnswer } from './read-roles.ts'
import { readRecords } from './role-records.ts'
import { differsBetweenBrokers, toRoleBroker, toRoleOnBroker, uniteRoles } from './unite-roles.ts'

/**
 * The matrix of roles and brokers, read now: who lacks what, and what differs. Secrets are compared by marks that tell nothing.
 *
 * @param input.all also roles that are equal everywhere
 */
export async function getRoleDifferences(
  ctx: Context,
  { clusterId, all = false }: { clusterId: string; all?: boolean | undefined },
): Promise<z.output<typeof RoleDifferences>> {
  requirePermission(ctx, 'role:read', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  const [reading, records, own] = await Promise.all([
    readRoles(cluster, { signal: ctx.signal, fresh: true }),
    readRecords(clusterId),
    ownAccessKey(clusterId),
  ])
  requireSomeAnswer(reading)
  const roles = [...uniteRoles(reading).values()]
  return {
    brokers: reading.brokers.map(({ server, users }) => ({ ...toRoleBroker(server), users })),
    items: roles
      .filter((role) => all || differsBetweenBrokers(role))
      .map((role) => ({
        roleName: role.roleName,
        kind: role.usual.kind,
        isOwnAccount: role.roleName === own,
        hasWish: records.of(role.roleName).wish !== null,
        brokers: role.brokers.map(toRoleOnBroker),
      })),
    roles: roles.length,
    comparedAt: reading.readAt,
    ...partialOf(reading),
  }
}

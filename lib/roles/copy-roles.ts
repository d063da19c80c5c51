import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { askCluster } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { CopyInput } from './difference-schema.ts'
import { type Equalization, equalizeRoles, previewEqualization, type WantedRole } from './equalize-roles.ts'
import { requireSuperRight } from './guard-role.ts'
import { copyCommand } from './mqadmin-command.ts'
import { ownAccessKey } from './own-access-key.ts'
import { readRoles, requireSomeAnswer } from './read-roles.ts'
import { requireKnown } from './repair-roles.ts'
import { uniteRole } from './unite-roles.ts'
import type { RolePreview, WrittenRoles } from './write-schema.ts'

export type CopyRolesInput = CopyInput & { clusterId: string; dryRun?: boolean | undefined }

/**
 * Copies users with their policies and secrets from one broker to others, as `copyUser` and `copyAcl` do; where a target has a role, it is
 * left alone or made equal. Secrets never leave the server.
 *
 * @throws AppError NOT_FOUND for a role that the source does not have, FORBIDDEN for a Super role without role:write-super,
 *   INVALID_INPUT for an address that is no broker of this cluster, PROTECTED
 */
export async function copyRoles(ctx: Context, input: CopyRolesInput): Promise<RolePreview | WrittenRoles> {
  const { clusterId, from, ifExists, dryRun } = input
  requirePermission(ctx, 'role:write', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  if (!dryRun) requireWritable(cluster)
  const [reading, own] = await Promise.all([
    readRoles(cluster, { signal: ctx.signal, fresh: true }),
    ownAccessKey(clusterId),
  ])
  requireSomeAnswer(reading)
  requireKnown(reading, [from, ...input.to])
  const to = new Set(input.to.filter((address) => address !== from))
  const source = reading.brokers.find(({ server }) => server.address === from)
  if (source?.users !== 'READ' || source.policies !== 'READ') {
    throw new AppError('CLUSTER_UNREACHABLE', `${from} does not tell its roles: ${source?.error?.message ?? ''}`)
  }
  const users = await askCluster(() => cluster.admin.roles.listUsers(source.server, { signal: ctx.signal }))
  const secretOf = new Map(users.map(({ username, password }) => [username, password]))
  const roleNames = input.roleNames ? [...new Set(input.roleNames)] : [...source.userByName.keys()].sort()
  const wanted = roleNames.map((roleName): WantedRole => {
    const user = source.userByName.get(roleName)
    const secretKey = secretOf.get(roleName)
    if (!user || secretKey === undefined) throw new AppError('NOT_FOUND', `${from} has no role ${roleName}.`)
    requireSuperRight(ctx, clusterId, uniteRole(reading.brokers, roleName), [user.kind])
    const entries = [...(source.entriesByName.get(roleName) ?? [])]
    return { roleName, kind: user.kind, status: user.status, entries, secretKey }
  })
  const targets = reading.brokers.map(({ server }) => server).filter(({ address }) => to.has(address))
  const job: Equalization = {
    clusterId,
    action: 'role.copy',
    reading,
    wanted,
    to,
    skipExisting: ifExists === 'SKIP',
    ownAccessKey: own,
    pendingBefore: null,
    target: { kind: 'role', name: roleNames.join(', ').slice(0, 255) },
    detail: { roleNames, from, to: input.to, ifExists },
    commandOf: () =>
      copyCommand(
        cluster.nameServers,
        source.server.announcedAddress,
        targets.map(({ announcedAddress }) => announcedAddress),
        roleNames,
      ),
  }
  return dryRun ? previewEqualization(job, null) : equalizeRoles(ctx, cluster, job)
}

import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { askCluster } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { RepairInput } from './difference-schema.ts'
import { type Equalization, equalizeRoles, previewEqualization, type WantedRole } from './equalize-roles.ts'
import { needsConfirm, requireSuperRight, requireTyped } from './guard-role.ts'
import { roleCommand } from './mqadmin-command.ts'
import { ownAccessKey } from './own-access-key.ts'
import { type RolesReading, readRoles, requireSomeAnswer } from './read-roles.ts'
import { type RoleRecord, readRecords } from './role-records.ts'
import { type UnitedRole, uniteRole } from './unite-roles.ts'
import type { RolePreview, WrittenRoles } from './write-schema.ts'

export type RepairRolesInput = RepairInput & { clusterId: string; dryRun?: boolean | undefined }

/**
 * Makes roles equal on all brokers: to what one broker holds, or to what was saved here last. Only brokers that differ are written to, so
 * this is also the retry of a write that was done in part. Secrets come from the source, or with WISH from where most brokers have
 * the same, and go to the targets through the server only.
 *
 * @throws AppError NOT_FOUND for a role that the source does not have, CONFLICT without a wish, FORBIDDEN for a Super role without
 *   role:write-super, INVALID_INPUT without its name typed, PROTECTED
 */
export async function repairRoles(ctx: Context, input: RepairRolesInput): Promise<RolePreview | WrittenRoles> {
  const { clusterId, from, to, dryRun } = input
  requirePermission(ctx, 'role:write', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  if (!dryRun) requireWritable(cluster)
  const roleNames = [...new Set(input.roleNames)]
  const [reading, records, own] = await Promise.all([
    readRoles(cluster, { signal: ctx.signal, fresh: true }),
    readRecords(clusterId, roleNames),
    ownAccessKey(clusterId),
  ])
  requireSomeAnswer(reading)
  requireKnown(reading, [...(from === 'WISH' ? [] : [from]), ...(to ?? [])])
  const roles = roleNames.map((roleName) => ({
    role: uniteRole(reading.brokers, roleName),
    record: records.of(roleName),
  }))
  const wanted: WantedRole[] = []
  for (const { role, record } of roles) {
    const wish = wishOf(role, record, from)
    requireSuperRight(ctx, clusterId, role, [wish.kind])
    wanted.push({ roleName: role.roleName, ...wish, secretKey: await secretOf(ctx, cluster, role, from) })
  }
  const touchesSuper = roles.some(({ role }, index) => needsConfirm(role, wanted[index]?.kind))
  const confirm = touchesSuper ? roleNames.join(', ') : null
  const job: Equalization = {
    clusterId,
    action: 'role.repair',
    reading,
    wanted,
    to: to ? new Set(to) : null,
    skipExisting: false,
    ownAccessKey: own,
    pendingBefore: from === 'WISH' || !to ? (roleName) => records.of(roleName).pendingOn : null,
    target: { kind: 'role', name: roleNames.join(', ').slice(0, 255) },
    detail: { roleNames, from, to },
    commandOf: (plans) => roleCommand(cluster.nameServers, plans),
  }
  if (dryRun) return previewEqualization(job, confirm)
  requireTyped(input.confirm, confirm)
  return equalizeRoles(ctx, cluster, job)
}

/** @throws AppError INVALID_INPUT for an address that is no broker of this cluster: none other is ever dialled */
export function requireKnown({ brokers }: RolesReading, addresses: readonly string[]): void {
  const known = new Set(brokers.map(({ server }) => server.address))
  const unknown = addresses.find((address) => !known.has(address))
  if (unknown !== undefined) throw new AppError('INVALID_INPUT', `${unknown} is no broker of this cluster.`)
}

function wishOf({ roleName, brokers }: UnitedRole, { wish }: RoleRecord, from: string) {
  if (from === 'WISH') {
    if (wish) return wish
    throw new AppError('CONFLICT', `${roleName} was never saved here: choose a broker to repair from.`)
  }
  const held = brokers.find(({ server }) => server.address === from)?.held
  if (!held) throw new AppError('NOT_FOUND', `${from} has no role ${roleName}.`)
  if (!held.entries) throw new AppError('CONFLICT', `${from} does not tell the policies of ${roleName}.`)
  return { kind: held.kind, status: held.status, entries: [...held.entries] }
}

/** @throws AppError CONFLICT when no broker has it: a secret is kept nowhere else */
async function secretOf(ctx: Context, cluster: LiveCluster, role: UnitedRole, from: string): Promise<string> {
  const { roleName, usual, brokers } = role
  const source = brokers.find(({ server, held }) =>
    from === 'WISH' ? held !== null && held.keyMark === usual.keyMark : server.address === from,
  )
  const user =
    source && (await askCluster(() => cluster.admin.roles.getUser(source.server, roleName, { signal: ctx.signal })))
  if (user) return user.password
  const detail = `No broker has ${roleName} any more, so nobody knows its secret: create it again.`
  throw new AppError('CONFLICT', detail)
}

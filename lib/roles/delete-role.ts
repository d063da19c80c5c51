import { requireConfirm } from '#lib/api/confirm.ts'
import type { Impact } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { applyPlans, listsOf, requireSomeDone } from './apply-plan.ts'
import { stateOf } from './change-role.ts'
import { type FoundRole, findRole } from './find-role.ts'
import { blocksOf, requireSuperRight, requireUnblocked } from './guard-role.ts'
import { likelyClients } from './likely-clients.ts'
import { roleCommand } from './mqadmin-command.ts'
import { type BrokerPlan, planRole } from './plan-role.ts'
import { forgetRoles, partialOf, readRoles } from './read-roles.ts'
import { shortEntry } from './role-form.ts'
import { dropRecord } from './role-records.ts'
import { ROLE_CACHE_MS } from './schema.ts'
import { uniteRole } from './unite-roles.ts'
import type { DeletedRole, LikelyClients, RoleImpact } from './write-schema.ts'

export interface DeleteRoleInput {
  clusterId: string
  roleName: string
  confirm?: string | undefined
  dryRun?: boolean | undefined
}

/**
 * Deletes a role with its policies on every broker that has it. A broker that does not answer keeps it and is named; deleting once
 * more finishes that.
 *
 * @throws AppError NOT_FOUND, INVALID_INPUT without the name typed, PROTECTED for the console's own account and the last Super, FORBIDDEN,
 *   READ_ONLY; CLUSTER_… with the three lists when no broker has done it
 */
export async function deleteRole(ctx: Context, input: DeleteRoleInput): Promise<RoleImpact | DeletedRole> {
  const { clusterId, roleName, confirm, dryRun } = input
  requirePermission(ctx, 'role:write', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  if (!dryRun) requireWritable(cluster)
  const found = await findRole(ctx, cluster, roleName)
  requireSuperRight(ctx, clusterId, found.role)
  const plans = deletionPlans(found)
  const command = roleCommand(cluster.nameServers, plans)
  const blockedBy = blocksOf(roleName, found.reading, found.ownAccessKey, { isGone: true })
  if (dryRun) {
    const likely = await likelyClients(ctx, cluster, found.role.usual)
    return {
      dryRun: true,
      blockedBy,
      needsForce: false,
      confirm: roleName,
      effects: effectsOf(found, likely),
      likely,
      steps: plans
        .filter(({ blocked }) => !blocked)
        .map(({ server }) => ({ step: 'DELETE_USER', target: server.address })),
      command,
      ...partialOf(found.reading),
    }
  }
  const entry = {
    action: 'role.delete',
    clusterId,
    target: { kind: 'role', name: roleName },
    permission: 'role:write' as const,
    before: stateOf(found),
    detail: null,
    command,
  }
  return audited(ctx, entry, async () => {
    requireUnblocked(blockedBy)
    requireConfirm(confirm, roleName)
    const applied = await applyPlans(cluster.admin, plans, ctx.signal)
    const lists = listsOf(plans, applied)
    requireSomeDone(lists)
    const reading = await readRoles(cluster, { signal: ctx.signal, fresh: true })
    const isGone = uniteRole(reading.brokers, roleName).brokers.every(({ state }) => state === 'MISSING')
    if (isGone) await dropRecord(clusterId, roleName)
    else forgetRoles(cluster)
    return { ...lists, command, inForceBy: new Date(Date.now() + ROLE_CACHE_MS) }
  })
}

/** Brokers that have it, and those that may. */
function deletionPlans({ role, reading }: FoundRole): BrokerPlan[] {
  return planRole(role, reading.brokers, {}).flatMap((plan): BrokerPlan[] => {
    if (plan.held) return [plan.blocked ? plan : { ...plan, deleteUser: true }]
    return plan.blocked?.state === 'UNREACHABLE' ? [plan] : []
  })
}

function effectsOf({ role }: FoundRole, { groups, producers }: LikelyClients): Impact['effects'] {
  const { entries, kind } = role.usual
  return [
    ...(kind === 'Super' ? [{ kind: 'super', target: role.roleName, count: null, detail: 'May do everything' }] : []),
    ...entries.map((entry) => ({
      kind: 'policy',
      target: entry.resource,
      count: null,
      detail: shortEntry(entry),
    })),
    ...(groups ?? []).map(({ groupName, online }) => ({
      kind: 'group',
      target: groupName,
      count: online === null ? null : BigInt(online),
      detail: 'Clients online; brokers do not tell which role they use',
    })),
    ...(producers ?? []).map(({ topicName, clientId, address, lastMessageAt }) => ({
      kind: 'producer',
      target: clientId ?? address,
      count: null,
      detail: `Sent to ${topicName}, last at ${lastMessageAt.toISOString()}; brokers do not tell which role it uses`,
    })),
  ]
}

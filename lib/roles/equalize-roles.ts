import { audited } from '#lib/audit/audited.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { applyPlans, listsOf, requireSomeDone } from './apply-plan.ts'
import { blocksOf, requireUnblocked } from './guard-role.ts'
import { type BrokerPlan, isEmpty, planRole, previewItems } from './plan-role.ts'
import { forgetRoles, keyMark, partialOf, type RolesReading } from './read-roles.ts'
import { type RoleWish, writeRecord } from './role-records.ts'
import { ROLE_CACHE_MS } from './schema.ts'
import { entryChange, type UnitedRole, uniteRole } from './unite-roles.ts'
import type { RolePreview, WrittenRoles } from './write-schema.ts'

/** What one role is to be on the targets, with the secret that it has at the source. */
export interface WantedRole extends RoleWish {
  roleName: string
  /** Null in a preview: nobody has to be asked for it yet. */
  secretKey: string | null
}

export interface Equalization {
  clusterId: string
  action: string
  reading: RolesReading
  wanted: readonly WantedRole[]
  /** Addresses; null = every broker. */
  to: ReadonlySet<string> | null
  /** Leave a target alone that has the role already. */
  skipExisting: boolean
  ownAccessKey: string | null
  /** Is this what all brokers should hold from now on? Then brokers where the last write was not done, by role; null = it is not. */
  pendingBefore: ((roleName: string) => readonly string[]) | null
  target: { kind: string; name: string }
  detail: unknown
  commandOf: (plans: readonly BrokerPlan[]) => string
}

const targetOf = ({ roleName, server }: BrokerPlan) => `${roleName}@${server.address}`

/** Broker by broker and role by role: what makes the targets hold what is wanted, and nothing else of that role. */
export function planEqualization({ reading, wanted, to, skipExisting }: Equalization): BrokerPlan[] {
  return wanted.flatMap(({ roleName, kind, status, entries, secretKey }) => {
    const role = uniteRole(reading.brokers, roleName)
    const plans = planRole(role, reading.brokers, {
      kind,
      status,
      ...(secretKey !== null && { secret: { secretKey, mark: keyMark(secretKey) } }),
      entries: (held) => entryChange(held, entries),
      ifMissing: { kind, status, secretKey: secretKey ?? '', entries },
    })
    return plans.flatMap((plan) => {
      if (to && !to.has(plan.server.address)) return []
      if (!skipExisting || !plan.held) return [plan]
      const detail = `${plan.server.address} has ${roleName} already.`
      return [{ ...plan, blocked: { state: 'SKIPPED' as const, code: 'EXISTS', detail } }]
    })
  })
}

/** What a target must not be made: it would lock everybody, or the console, out. */
export function blocksOfEqualization(input: Equalization, plans: readonly BrokerPlan[]): RolePreview['blockedBy'] {
  return input.wanted.flatMap((wanted) => {
    const { roleName, kind, status } = wanted
    const changed = plans.filter((plan) => plan.roleName === roleName && !plan.blocked && !isEmpty(plan))
    const addresses = new Set(changed.map(({ server }) => server.address))
    return changed.length === 0
      ? []
      : blocksOf(roleName, input.reading, input.ownAccessKey, { kind, status, addresses })
  })
}

export function previewEqualization(input: Equalization, confirm: string | null): RolePreview {
  const plans = planEqualization(input)
  return {
    dryRun: true,
    items: previewItems(plans),
    blockedBy: blocksOfEqualization(input, plans),
    warnings: [],
    confirm,
    command: input.commandOf(plans),
    ...partialOf(input.reading),
  }
}

/**
 * Makes the targets equal, several roles at once, and notes what they are to be. What a target holds already is not written.
 *
 * @throws AppError PROTECTED; CLUSTER_… with the three lists when nothing was done
 */
export async function equalizeRoles(ctx: Context, cluster: LiveCluster, input: Equalization): Promise<WrittenRoles> {
  const plans = planEqualization(input)
  const command = input.commandOf(plans)
  const entry = {
    action: input.action,
    clusterId: input.clusterId,
    target: input.target,
    permission: 'role:write' as const,
    before: input.wanted.map(({ roleName }) => stateBefore(uniteRole(input.reading.brokers, roleName))),
    detail: input.detail,
    command,
  }
  return audited(ctx, entry, async (record) => {
    requireUnblocked(blocksOfEqualization(input, plans))
    if (plans.length === 0) throw new AppError('INVALID_INPUT', 'There is nothing to do.')
    const skippedPlans = plans.filter(({ blocked }) => blocked?.code === 'EXISTS')
    const rest = plans.filter(({ blocked }) => blocked?.code !== 'EXISTS')
    const applied = await applyPlans(cluster.admin, rest, ctx.signal)
    forgetRoles(cluster)
    const lists = listsOf(rest, applied, targetOf)
    const skipped = skippedPlans.map((plan) => ({
      target: targetOf(plan),
      code: 'EXISTS',
      detail: plan.blocked?.detail ?? '',
    }))
    if (rest.length > 0) requireSomeDone(lists)
    const notDone = new Set([...lists.failed, ...lists.unknown].map(({ target }) => target))
    for (const { roleName, kind, status, entries } of input.wanted) {
      const told = rest.filter((plan) => plan.roleName === roleName)
      const modifiedAt = new Date()
      const { pendingBefore } = input
      if (!pendingBefore) {
        await writeRecord(input.clusterId, roleName, { modifiedAt })
        continue
      }
      const reached = new Set(told.map(({ server }) => server.address))
      const pendingOn = [
        ...pendingBefore(roleName).filter((address) => !reached.has(address)),
        ...told.filter((plan) => notDone.has(targetOf(plan))).map(({ server }) => server.address),
      ]
      await writeRecord(input.clusterId, roleName, { wish: { kind, status, entries }, pendingOn, modifiedAt })
    }
    record.after({ done: lists.done.map(({ target }) => target), skipped })
    return { ...lists, skipped, command, inForceBy: new Date(Date.now() + ROLE_CACHE_MS) }
  })
}

const stateBefore = ({ roleName, brokers }: UnitedRole) => ({
  roleName,
  brokers: brokers.map(({ server, state, differences }) => ({ address: server.address, state, differences })),
})

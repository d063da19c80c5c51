import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { readLimits } from '#lib/clusters/get-limits.ts'
import { AppError } from '#lib/errors.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import type { PolicyEntry } from '#lib/rocketmq/admin/roles.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { applyPlans, listsOf, requireSomeDone } from './apply-plan.ts'
import { findRole, tellRole } from './find-role.ts'
import { requireStore, requireSuperRight, requireTyped } from './guard-role.ts'
import { roleCommand } from './mqadmin-command.ts'
import { planRole, previewItems } from './plan-role.ts'
import { forgetRoles, partialOf, type RolesReading, readRoles, requireSomeAnswer } from './read-roles.ts'
import { readSwitches } from './read-switches.ts'
import { entriesOf, rowRemarks } from './role-form.ts'
import { writeRecord } from './role-records.ts'
import { roleWarnings } from './role-warnings.ts'
import { innerAccessKeys, offOn } from './roles-state.ts'
import { ROLE_CACHE_MS, type RoleKind } from './schema.ts'
import { secretKeyOf } from './secret-key.ts'
import { uniteRole, uniteRoles } from './unite-roles.ts'
import type { NewRole, RolePreview, WrittenRole } from './write-schema.ts'

export type CreateRoleInput = NewRole & { clusterId: string; dryRun?: boolean | undefined }

/**
 * Creates a role on every broker, slaves included, for nothing copies it there. The answer has the secret where it was generated
 * here: nobody is told it again without role:reveal-secret.
 *
 * @throws AppError CONFLICT when any broker has it, LIMIT_EXCEEDED, FORBIDDEN for a Super role without role:write-super, INVALID_INPUT
 *   without its name typed, READ_ONLY; CLUSTER_… with the three lists when no broker has done it
 */
export async function createRole(ctx: Context, input: CreateRoleInput): Promise<RolePreview | WrittenRole> {
  const { form, secretKey: _, confirm, ...rest } = input
  return createWith(ctx, {
    ...rest,
    action: 'role.create',
    entries: entriesOf(form),
    rowRemarks: rowRemarks(form),
    secretKey: secretKeyOf(input),
    confirm,
    detail: { ...withoutSecret(input) },
  })
}

const withoutSecret = ({ secretKey: _, clusterId: _id, dryRun: _run, ...shown }: CreateRoleInput) => shown

export interface NewRoleParts
  extends Pick<NewRole, 'roleName' | 'status' | 'keyGeneration' | 'remark' | 'labels' | 'owner' | 'confirm'> {
  clusterId: string
  action: string
  kind: RoleKind
  entries: PolicyEntry[]
  rowRemarks: Record<string, string>
  secretKey: string
  dryRun?: boolean | undefined
  detail: unknown
}

/** The same with policies instead of a form: a twin has those of its role. */
export async function createWith(ctx: Context, input: NewRoleParts): Promise<RolePreview | WrittenRole> {
  const { clusterId, roleName, kind, status, entries, secretKey, dryRun } = input
  requirePermission(ctx, 'role:write', clusterId)
  requireSuperRight(ctx, clusterId, null, [kind])
  const cluster = await getCluster(ctx, clusterId)
  if (!dryRun) requireWritable(cluster)
  const reading = await readRoles(cluster, { signal: ctx.signal, fresh: true })
  requireSomeAnswer(reading)
  const role = uniteRole(reading.brokers, roleName)
  const plans = planRole(role, reading.brokers, { ifMissing: { kind, status, secretKey, entries } })
  const command = roleCommand(cluster.nameServers, plans)
  const confirm = kind === 'Super' ? roleName : null
  const check = async () => {
    requireStore(reading)
    requireNew(roleName, reading)
    await requireRoom(cluster, reading, { roleName, dryRun })
  }
  if (dryRun) {
    await check()
    const switches = await readSwitches(
      cluster,
      reading.brokers.map(({ server }) => server),
    )
    const facts = { offOn: offOn(switches).map(({ address }) => address), innerAccessKeys: innerAccessKeys(switches) }
    const warnings = roleWarnings(roleName, { kind, entries }, facts)
    return {
      dryRun: true,
      items: previewItems(plans),
      blockedBy: [],
      warnings,
      confirm,
      command,
      ...partialOf(reading),
    }
  }
  const entry = {
    action: input.action,
    clusterId,
    target: { kind: 'role', name: roleName },
    permission: 'role:write' as const,
    detail: input.detail,
    command,
  }
  return audited(ctx, entry, async (record) => {
    requireTyped(input.confirm, confirm)
    await check()
    const applied = await applyPlans(cluster.admin, plans, ctx.signal).finally(() =>
      admit(clusterId, roleName, Date.now()),
    )
    forgetRoles(cluster)
    const lists = listsOf(plans, applied)
    const leftDisabledOn = applied.filter(({ isLeftDisabled }) => isLeftDisabled).map(({ plan }) => plan.server.address)
    // A user without its policies is there too: what is kept of it helps to repair it.
    if (leftDisabledOn.length === 0) requireSomeDone(lists)
    const { remark = null, labels = {}, owner = null } = input
    await setMetadata({ clusterId, kind: 'role', name: roleName, patch: { remark, labels, owner }, by: ctx.actor.name })
    const now = new Date()
    await writeRecord(clusterId, roleName, {
      wish: { kind, status, entries },
      pendingOn: [...lists.failed, ...lists.unknown].map(({ target }) => target),
      rowRemarks: input.rowRemarks,
      modifiedAt: now,
      keySetAt: now,
    })
    requireNotLeftDisabled(roleName, lists, leftDisabledOn)
    const found = await findRole(ctx, cluster, roleName)
    const resource = await tellRole(clusterId, found)
    record.after({ brokers: resource.brokers.map(({ address, state }) => ({ address, state })), leftDisabledOn })
    return {
      ...lists,
      resource,
      command,
      inForceBy: new Date(now.getTime() + ROLE_CACHE_MS),
      ...(input.keyGeneration === 'AUTO' && { newSecretKey: secretKey }),
      leftDisabledOn,
    }
  })
}

/** @throws AppError when it is nowhere as it should be: then it is there, disabled, and somebody must know */
function requireNotLeftDisabled(
  roleName: string,
  lists: ReturnType<typeof listsOf>,
  leftDisabledOn: readonly string[],
): void {
  if (lists.done.length > 0) return
  const [first] = [...lists.failed, ...lists.unknown]
  const detail = `${roleName} is on ${leftDisabledOn.join(', ')} and stays disabled, for its policies were not written: ${first?.error.detail}`
  const broker = first?.error.broker
  throw new AppError('CLUSTER_REJECTED', detail, { ...(broker && { broker }), extra: { ...lists, leftDisabledOn } })
}

function requireNew(roleName: string, { brokers }: RolesReading): void {
  const holders = brokers.filter(({ userByName }) => userByName.has(roleName)).map(({ server }) => server.address)
  if (holders.length === 0) return
  const detail = `${roleName} exists already on ${holders.join(', ')}. To make it equal everywhere, repair it.`
  const fields = [{ path: 'body.roleName', rule: 'taken', params: { name: roleName }, detail }]
  throw new AppError('CONFLICT', detail, { fields, extra: { existsOn: holders } })
}

/**
 * Roles that were let in here, by cluster and name, and when they were written (null: not yet). A job makes many at a time, each by a
 * reading that may be older than the others.
 */
const admitted = new Map<string, Map<string, number | null>>()
const FORGET_MS = 60_000

/**
 * Lets a role in, and counts it from then on unless it is a preview: nothing is waited for between the two.
 *
 * @throws AppError LIMIT_EXCEEDED
 */
async function requireRoom(
  { clusterId, name }: LiveCluster,
  reading: RolesReading,
  { roleName, dryRun = false }: { roleName: string; dryRun?: boolean | undefined },
): Promise<void> {
  const { maxRoles } = await readLimits(clusterId)
  const others = new Set(uniteRoles(reading).keys())
  for (const [other, writtenAt] of admitted.get(clusterId) ?? []) {
    if (writtenAt === null || writtenAt >= reading.readAt.getTime()) others.add(other)
  }
  others.delete(roleName)
  const used = others.size
  if (maxRoles === null || used < maxRoles) {
    if (!dryRun) admit(clusterId, roleName, null)
    return
  }
  const detail = `${name} has ${used} of at most ${maxRoles} roles. Delete one, or ask an administrator for a higher limit.`
  throw new AppError('LIMIT_EXCEEDED', detail, { limit: maxRoles, used })
}

function admit(clusterId: string, roleName: string, writtenAt: number | null): void {
  const names = admitted.get(clusterId) ?? new Map<string, number | null>()
  admitted.set(clusterId, names)
  names.set(roleName, writtenAt)
  if (writtenAt !== null) setTimeout(() => names.delete(roleName), FORGET_MS).unref()
}

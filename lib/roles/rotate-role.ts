import { audited } from '#lib/audit/audited.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { changeRole, stateOf } from './change-role.ts'
import { createWith } from './create-role.ts'
import { type FoundRole, findRole, tellRole } from './find-role.ts'
import { requireSuperRight, requireTyped } from './guard-role.ts'
import { roleCommand } from './mqadmin-command.ts'
import { planRole } from './plan-role.ts'
import { forgetRoles, keyMark, readRoles } from './read-roles.ts'
import { writeRecord } from './role-records.ts'
import { innerAccessKeys } from './roles-state.ts'
import { rotateOwnAccount } from './rotate-own-account.ts'
import { ROLE_CACHE_MS } from './schema.ts'
import { secretKeyOf } from './secret-key.ts'
import { uniteRoles } from './unite-roles.ts'
import type { RolePreview, RotateInput, WrittenRole } from './write-schema.ts'

export type RotateRoleInput = RotateInput & { clusterId: string; roleName: string; dryRun?: boolean | undefined }

/**
 * A new secret for a role, or a second role with the same policies, so that clients can change one by one: brokers do not tell who
 * uses which.
 *
 * The console's own account is tried with the new secret on every broker before the next one is told, its registration is changed
 * in the same step, and everything is taken back when one of them fails.
 *
 * @throws AppError as changeRole and createRole; PROTECTED for a role that brokers use themselves, without `force`
 */
export async function rotateRole(ctx: Context, input: RotateRoleInput): Promise<RolePreview | WrittenRole> {
  const { clusterId, roleName } = input
  requirePermission(ctx, 'role:write', clusterId)
  if (input.mode === 'TWIN') return makeTwin(ctx, input)
  const secretKey = secretKeyOf(input)
  const cluster = await getCluster(ctx, clusterId)
  const found = await findRole(ctx, cluster, roleName)
  const wanted = { secret: { secretKey, mark: keyMark(secretKey) } }
  if (!input.dryRun && found.ownAccessKey === roleName) return rotateOwn(ctx, input, found, secretKey)
  const written = await changeRole(ctx, {
    clusterId,
    roleName,
    action: 'role.rotate',
    wanted,
    dryRun: input.dryRun,
    confirm: input.confirm,
    mustConfirm: true,
    detail: detailOf(input),
    check: (now) => requireNotInner(now, input),
  })
  if ('dryRun' in written || input.keyGeneration === 'MANUAL') return written
  return { ...written, newSecretKey: secretKey }
}

const detailOf = ({ mode, keyGeneration, force = false }: RotateInput) => ({ mode, keyGeneration, force })

function requireNotInner({ role, switches }: FoundRole, { force, dryRun }: RotateRoleInput): void {
  if (force || dryRun || !innerAccessKeys(switches).includes(role.roleName)) return
  const detail = `Brokers use ${role.roleName} themselves (innerClientAuthenticationCredentials): slaves and proxies fail until their settings have the new secret too.`
  throw new AppError('PROTECTED', detail, { reason: 'INNER_CREDENTIALS' })
}

async function rotateOwn(
  ctx: Context,
  input: RotateRoleInput,
  found: FoundRole,
  secretKey: string,
): Promise<WrittenRole> {
  const { clusterId, roleName } = input
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  requireSuperRight(ctx, clusterId, found.role)
  requirePermission(ctx, 'cluster:update', clusterId)
  const plans = planRole(found.role, found.reading.brokers, { secret: { secretKey, mark: keyMark(secretKey) } })
  const entry = {
    action: 'role.rotate',
    clusterId,
    target: { kind: 'role', name: roleName },
    permission: 'role:write' as const,
    before: stateOf(found),
    detail: { ...detailOf(input), isOwnAccount: true },
    command: roleCommand(cluster.nameServers, plans),
  }
  return audited(ctx, entry, async () => {
    requireTyped(input.confirm, roleName)
    requireNotInner(found, input)
    const done = await rotateOwnAccount(cluster, plans, secretKey)
    const now = new Date()
    await writeRecord(clusterId, roleName, { modifiedAt: now, keySetAt: now })
    const renewed = await getCluster(ctx, clusterId)
    forgetRoles(renewed)
    const after = await findRole(ctx, renewed, roleName)
    return {
      done: done.map((target) => ({ target })),
      failed: [],
      unknown: [],
      resource: await tellRole(clusterId, after),
      command: entry.command,
      inForceBy: new Date(now.getTime() + ROLE_CACHE_MS),
      ...(input.keyGeneration === 'AUTO' && { newSecretKey: secretKey }),
      leftDisabledOn: [],
    }
  })
}

async function makeTwin(ctx: Context, input: RotateRoleInput): Promise<RolePreview | WrittenRole> {
  const { clusterId, roleName, dryRun, confirm, keyGeneration } = input
  const cluster = await getCluster(ctx, clusterId)
  const { role, record } = await findRole(ctx, cluster, roleName)
  requireSuperRight(ctx, clusterId, role)
  const names = new Set(uniteRoles(await readRoles(cluster, { signal: ctx.signal })).keys())
  const twinName = input.twinName ?? freeName(roleName, names)
  const { kind, status, entries } = role.usual
  const { remark, labels, owner } = record.metadata
  return createWith(ctx, {
    clusterId,
    action: 'role.rotate',
    roleName: twinName,
    kind,
    status,
    keyGeneration,
    secretKey: secretKeyOf(input),
    entries: [...entries],
    rowRemarks: record.rowRemarks,
    remark,
    labels,
    owner,
    confirm,
    dryRun,
    detail: { ...detailOf(input), twinOf: roleName },
  })
}

/** `shop-2`; of `shop-2` itself `shop-3`. @throws AppError INVALID_INPUT when no short enough name is free */
function freeName(roleName: string, taken: ReadonlySet<string>): string {
  const base = roleName.replace(/-\d{1,3}$/, '')
  for (let number = 2; number < 1000; number++) {
    const name = `${base}-${number}`
    if (name.length <= 32 && !taken.has(name)) return name
  }
  const detail = `No name like ${base}-2 is free and short enough: name the twin.`
  throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.twinName', rule: 'required', detail }] })
}

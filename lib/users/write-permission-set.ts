import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requireNotOwnGroup, requireNotSelf } from '#lib/users/create-grant.ts'
import { findOwnSet, readOwnSet } from '#lib/users/list-permission-sets.ts'
import type { NewPermissionSet, PermissionSet, PermissionSetPatch } from '#lib/users/permission-set-schema.ts'
import { isBuiltIn } from '#lib/users/permission-sets.ts'
import { withPrerequisites } from '#lib/users/permissions.ts'
import { grantsOfProviderRules } from '#lib/users/provider-rules.ts'
import { requireCoversAs } from '#lib/users/require-covers.ts'
import { requireNotFromFile } from '#lib/users/require-not-from-file.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { revisionConflict } from '#lib/users/revision-conflict.ts'
import { userTransaction } from '#lib/users/user-transaction.ts'

const permission = 'permission-set:manage' as const
const entryOf = (verb: string, name: string) => ({
  action: `permission-set.${verb}`,
  permission,
  target: { kind: 'permission-set', name },
})

/**
 * Creates a set with what its permissions need. By itself it gives nobody anything.
 * @throws AppError CONFLICT when the name is taken
 */
export async function createPermissionSet(ctx: Context, input: NewPermissionSet): Promise<PermissionSet> {
  requirePermission(ctx, permission)
  const { name, description } = input
  return await audited(ctx, entryOf('create', name), async (record) => {
    const data = {
      name,
      description,
      permissions: withPrerequisites(input.permissions),
      createdBy: ctx.actor.name,
      isFromFile: ctx.isAccessFile === true,
    }
    const { count } = isBuiltIn(name)
      ? { count: 0 }
      : await db().permissionSet.createMany({ data: [data], skipDuplicates: true })
    if (count === 0) {
      const detail = `There is a permission set ${name} already.`
      throw new AppError('CONFLICT', detail, { fields: [{ path: 'body.name', rule: 'taken', detail }] })
    }
    const set = await readOwnSet(name)
    record.after(set)
    return set
  })
}

/**
 * Changes an own set, and with it everything that is granted by it: so the actor must hold what it becomes wherever that is, and must not hold
 * the set themselves.
 *
 * @throws AppError NOT_FOUND, CONFLICT for a built-in set and for another revision, FORBIDDEN
 */
export async function updatePermissionSet(
  ctx: Context,
  { name, revision, ...patch }: PermissionSetPatch & { name: string },
): Promise<PermissionSet> {
  requirePermission(ctx, permission)
  const row = await findOwnSet(name)
  requireNotFromFile(ctx, row, `The permission set ${name}`)
  if (revision !== undefined && revision !== String(row.revision)) throw revisionConflict('The permission set')
  const permissions = patch.permissions && withPrerequisites(patch.permissions)
  const before = await readOwnSet(name)
  if (permissions?.some((each) => !row.permissions.includes(each))) {
    await requireMayWiden(ctx, name, permissions)
  }
  return await audited(ctx, { ...entryOf('update', name), before }, async (record) => {
    const { count } = await db().permissionSet.updateMany({
      where: { name, revision: row.revision },
      data: {
        ...(permissions && { permissions }),
        ...(patch.description !== undefined && { description: patch.description }),
        revision: { increment: 1 },
      },
    })
    if (count === 0) throw revisionConflict('The permission set')
    const set = await readOwnSet(name)
    record.after(set)
    return set
  })
}

async function requireMayWiden(ctx: Context, name: string, permissions: PermissionSet['permissions']): Promise<void> {
  const now = new Date()
  const [grants, serviceTokens, rules] = await Promise.all([
    db().grant.findMany({ where: { permissionSet: name, OR: [{ endsAt: null }, { endsAt: { gt: now } }] } }),
    // A token of a person never has more than its owner.
    db().apiToken.findMany({ where: { permissionSet: name, ownerId: null, revokedAt: null, expiresAt: { gt: now } } }),
    grantsOfProviderRules(),
  ])
  for (const grant of grants) {
    requireNotSelf(ctx, grant.userId)
    await requireNotOwnGroup(ctx, grant.providerGroup)
  }
  const ofRules = rules.filter(({ permissionSet }) => permissionSet === name)
  requireCoversAs(ctx, permissions, [
    ...grants,
    ...serviceTokens.map(({ scope }) => ({ permissionSet: name, scope })),
    ...ofRules,
  ])
}

/** @throws AppError CONFLICT while a grant, a token or a rule of a sign-in provider uses it */
export async function deletePermissionSet(ctx: Context, { name }: { name: string }): Promise<undefined> {
  requirePermission(ctx, permission)
  requireNotFromFile(ctx, await findOwnSet(name), `The permission set ${name}`)
  const before = await readOwnSet(name)
  await audited(ctx, { ...entryOf('delete', name), before }, () =>
    userTransaction(async (tx) => {
      await requireUnused(tx, name)
      await tx.permissionSet.deleteMany({ where: { name } })
    }),
  )
  return undefined
}

/** @throws AppError CONFLICT */
export async function requireUnused(tx: Prisma.TransactionClient, name: string): Promise<void> {
  // Ended ones too: their rows would name a set that somebody may make anew, with other rights.
  const [grants, tokens, given] = await Promise.all([
    tx.grant.count({ where: { permissionSet: name } }),
    tx.apiToken.count({ where: { permissionSet: name, revokedAt: null, expiresAt: { gt: new Date() } } }),
    grantsOfProviderRules(tx),
  ])
  const rules = given.filter(({ permissionSet }) => permissionSet === name).length
  if (grants + tokens + rules === 0) return
  const detail = `${grants} grants, ${tokens} tokens and ${rules} rules of sign-in providers use ${name}. Withdraw them first.`
  throw new AppError('CONFLICT', detail, { reason: 'IN_USE', extra: { grants, tokens, rules } })
}

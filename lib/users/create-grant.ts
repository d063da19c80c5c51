import { randomUUID } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { getUserRow } from '#lib/users/get-user.ts'
import type { Grant, NewGrant } from '#lib/users/grant-schema.ts'
import { toGrant } from '#lib/users/list-grants.ts'
import { requireSet } from '#lib/users/permission-sets.ts'
import { requireCovers } from '#lib/users/require-covers.ts'
import { requirePermissionSomewhere } from '#lib/users/require-permission.ts'
import { readProviderGroups } from '#lib/users/user-grants.ts'

/**
 * Gives a user, or a group of a sign-in provider, a permission set in a scope.
 *
 * @throws AppError FORBIDDEN for oneself, and for anything wider or longer than the actor's own rights
 */
export async function createGrant(ctx: Context, input: NewGrant): Promise<Grant> {
  requirePermissionSomewhere(ctx, 'user:manage')
  const { subject } = input
  const user = 'userId' in subject ? await getUserRow(subject.userId) : null
  if (user) requireNotSelf(ctx, user.id)
  else await requireNotOwnGroup(ctx, groupOf(subject))
  await requireSet(input.permissionSet, 'body.permissionSet')
  await requireCovers(ctx, [input])
  requireFuture(input.endsAt)
  const entry = {
    action: 'grant.create',
    permission: 'user:manage',
    target: user ? { kind: 'user', name: user.username } : { kind: 'provider-group', name: groupOf(subject) },
  } as const
  return await audited(ctx, entry, async (record) => {
    const grant = toGrant(await db().grant.create({ data: grantData(ctx, input) }))
    record.after(grant)
    return grant
  })
}

const groupOf = (subject: NewGrant['subject']) => ('providerGroup' in subject ? subject.providerGroup : '')

/**
 * What is given to a group of one's own is given to oneself.
 * @throws AppError FORBIDDEN
 */
export async function requireNotOwnGroup(ctx: Context, providerGroup: string | null): Promise<void> {
  if (providerGroup === null || ctx.actor.userId === null) return
  const self = await db().user.findUnique({ where: { id: ctx.actor.userId }, select: { providerGroups: true } })
  if (readProviderGroups(self?.providerGroups).includes(providerGroup)) requireNotSelf(ctx, ctx.actor.userId)
}

/** @throws AppError FORBIDDEN */
export function requireNotSelf(ctx: Context, userId: string | null): void {
  if (userId !== null && userId === ctx.actor.userId) {
    throw new AppError('FORBIDDEN', 'Nobody changes their own rights.', { permission: 'user:manage', reason: 'SELF' })
  }
}

export function requireFuture(endsAt: Date | null | undefined): void {
  if (endsAt && endsAt <= new Date()) {
    throw new AppError('INVALID_INPUT', 'The end is in the past.', {
      fields: [{ path: 'body.endsAt', rule: 'past', detail: 'The end is in the past.' }],
    })
  }
}

export function grantData(ctx: Context, input: NewGrant) {
  return {
    grantId: randomUUID(),
    ...('userId' in input.subject
      ? { userId: input.subject.userId, providerGroup: null }
      : { userId: null, providerGroup: input.subject.providerGroup }),
    permissionSet: input.permissionSet,
    scope: input.scope,
    endsAt: input.endsAt ?? null,
    createdBy: ctx.actor.name,
    isFromFile: ctx.isAccessFile === true,
  }
}

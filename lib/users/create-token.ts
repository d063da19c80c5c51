import { randomUUID } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { isCidr } from '#lib/cidr.ts'
import { db } from '#lib/db/db.ts'
import { AppError, type FieldError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { tokenInclude, toToken } from '#lib/users/list-tokens.ts'
import { requireSet } from '#lib/users/permission-sets.ts'
import { requireCovers, requireHolds } from '#lib/users/require-covers.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { NewToken, Token } from '#lib/users/token-schema.ts'
import { makeTokenSecret } from '#lib/users/token-secret.ts'

const maxLifeMs = 365 * 24 * 3_600_000

/**
 * Creates a Bearer token of the actor, or a service token of nobody. The secret is in this answer and nowhere else.
 *
 * @throws AppError FORBIDDEN when set and scope are wider than the actor's rights
 * @throws AppError INVALID_INPUT for an end more than 365 days away, or past that of the token that asks
 */
export async function createToken(ctx: Context, input: NewToken): Promise<Token & { token: string }> {
  const ownerId = input.isService ? null : ctx.actor.userId
  await requireSet(input.permissionSet, 'body.permissionSet')
  if (input.isService) {
    // Nobody's rights will narrow it later, so its maker covers it now, as with a grant.
    requirePermission(ctx, 'token:manage')
    await requireCovers(ctx, [{ permissionSet: input.permissionSet, scope: input.scope }])
  } else {
    if (ownerId === null) throw new AppError('FORBIDDEN', 'A token belongs to a person, unless it is a service token.')
    await requireHolds(ctx, [{ permissionSet: input.permissionSet, scope: input.scope }])
  }
  await requireValid(ctx, input)
  const { name, permissionSet, scope, allowedCidrs, expiresAt } = input
  const entry = { action: 'token.create', target: { kind: 'token', name } }
  return await audited(ctx, entry, async (record) => {
    const { token, ...stored } = makeTokenSecret()
    const row = await db().apiToken.create({
      data: {
        tokenId: randomUUID(),
        name,
        ownerId,
        createdBy: ownerId === null ? (ctx.actor.onBehalfOf ?? ctx.actor.name) : null,
        ...stored,
        permissionSet,
        scope,
        allowedCidrs,
        expiresAt,
      },
      include: tokenInclude,
    })
    record.after(toToken(row))
    return { ...toToken(row), token }
  })
}

async function requireValid(ctx: Context, input: NewToken): Promise<void> {
  const fields: FieldError[] = []
  const refuse = (path: string, rule: string, detail: string) => fields.push({ path, rule, detail })
  const life = input.expiresAt.getTime() - Date.now()
  if (life <= 0) refuse('body.expiresAt', 'past', 'The end is in the past.')
  if (life > maxLifeMs) refuse('body.expiresAt', 'tooFar', 'A token lasts at most 365 days.')
  for (const [i, cidr] of input.allowedCidrs.entries()) {
    if (!isCidr(cidr)) refuse(`body.allowedCidrs.${i}`, 'cidr', 'An address or a range such as 10.0.0.0/8.')
  }
  const asking = ctx.tokenId === undefined ? null : await db().apiToken.findUnique({ where: { tokenId: ctx.tokenId } })
  if (asking && input.expiresAt > asking.expiresAt) {
    refuse('body.expiresAt', 'tooFar', 'A token cannot make one that lasts longer than itself.')
  }
  // A token bound to addresses could otherwise hand itself out to the world.
  const outside =
    input.allowedCidrs.length === 0 || input.allowedCidrs.some((cidr) => !asking?.allowedCidrs.includes(cidr))
  if (asking && asking.allowedCidrs.length > 0 && outside) {
    refuse('body.allowedCidrs', 'outsideOwn', 'A token bound to addresses can only make tokens bound to the same ones.')
  }
  if (fields.length > 0) {
    throw new AppError('INVALID_INPUT', fields.map((field) => field.detail).join(' '), { fields })
  }
}

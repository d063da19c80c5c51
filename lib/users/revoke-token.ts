import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { ownTokens, tokenInclude, toToken } from '#lib/users/list-tokens.ts'
import { hasPermission } from '#lib/users/require-permission.ts'

/**
 * Revokes an API token; its next request is refused. Own ones, with `token:manage` those of others.
 * @throws AppError NOT_FOUND also for a token of somebody else
 */
export async function revokeToken(ctx: Context, { tokenId }: { tokenId: string }): Promise<undefined> {
  const known = hasPermission(ctx, 'token:manage') ? {} : await ownTokens(ctx)
  const row = await db().apiToken.findFirst({
    where: { AND: [{ tokenId, revokedAt: null }, known] },
    include: tokenInclude,
  })
  if (!row) throw new AppError('NOT_FOUND', 'There is no such token.')
  const entry = { action: 'token.delete', target: { kind: 'token', name: row.name }, before: toToken(row) }
  await audited(ctx, entry, async () => {
    await db().apiToken.updateMany({ where: { tokenId, revokedAt: null }, data: { revokedAt: new Date() } })
  })
  return undefined
}

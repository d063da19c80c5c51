import type { List } from '#lib/api/endpoint.ts'
import { contains } from '#lib/db/contains.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { orderBy } from '#lib/users/order-by.ts'
import { holdsAll } from '#lib/users/require-covers.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { parseScope } from '#lib/users/resolve-grants.ts'
import type { Token } from '#lib/users/token-schema.ts'

export const tokenInclude = { owner: { select: { username: true } } } as const satisfies Prisma.ApiTokenInclude
type TokenRow = Prisma.ApiTokenGetPayload<{ include: typeof tokenInclude }>

export function toToken(row: TokenRow): Token {
  const {
    tokenId,
    name,
    prefix,
    lastFour,
    permissionSet,
    allowedCidrs,
    createdAt,
    expiresAt,
    lastUsedAt,
    lastUsedFrom,
  } = row
  return {
    tokenId,
    name,
    owner: row.ownerId !== null && row.owner ? { userId: row.ownerId, name: row.owner.username } : null,
    createdBy: row.createdBy,
    prefix,
    lastFour,
    permissionSet,
    scope: parseScope(row.scope),
    allowedCidrs,
    createdAt,
    expiresAt,
    lastUsedAt,
    lastUsedFrom,
  }
}

export interface ListTokensInput {
  page: number
  pageSize: number
  sort?: string | undefined
  owner: string
  q?: string | undefined
}

/**
 * The actor's own tokens: all, and to a token that may do less than its owner those that do no more than itself, for the scope of another one names
 * what is not for it.
 */
export async function ownTokens(ctx: Context): Promise<Prisma.ApiTokenWhereInput> {
  const { userId, isNarrowed } = ctx.actor
  const own = { ownerId: userId ?? '' }
  if (!isNarrowed) return own
  const rows = await db().apiToken.findMany({
    where: { ...own, revokedAt: null },
    select: { tokenId: true, permissionSet: true, scope: true },
  })
  const held = await holdsAll(ctx, rows)
  const known = rows.filter(({ tokenId }, i) => held[i] || tokenId === ctx.tokenId)
  return { tokenId: { in: known.map(({ tokenId }) => tokenId) } }
}

/** Tokens that are not revoked; expired ones stay, so that one sees what has stopped. */
export async function listTokens(ctx: Context, input: ListTokensInput): Promise<List<Token>> {
  const { page, pageSize, q } = input
  const { owner } = input
  const isOwn = owner === 'me' || owner === ctx.actor.userId
  if (!isOwn) requirePermission(ctx, 'token:manage')
  const ofOthers = owner === 'all' ? {} : { ownerId: owner === 'service' ? null : owner }
  const where: Prisma.ApiTokenWhereInput = {
    revokedAt: null,
    ...(isOwn ? await ownTokens(ctx) : ofOthers),
    ...(q !== undefined && { name: contains(q) }),
  }
  const [total, rows] = await Promise.all([
    db().apiToken.count({ where }),
    db().apiToken.findMany({
      where,
      include: tokenInclude,
      orderBy: [orderBy(input.sort ?? '-createdAt'), { tokenId: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
  ])
  return { items: rows.map(toToken), total, page, pageSize }
}

import type { List } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import type { Grant } from '#lib/users/grant-schema.ts'
import { orderBy } from '#lib/users/order-by.ts'
import { requirePermissionSomewhere } from '#lib/users/require-permission.ts'
import { parseScope } from '#lib/users/resolve-grants.ts'

const withUserName = { user: { select: { username: true } } }

export interface GrantRow {
  grantId: string
  userId: string | null
  providerGroup: string | null
  permissionSet: string
  scope: unknown
  endsAt: Date | null
  providerId?: string | null
  matched?: string | null
  isFromFile?: boolean
  user?: { username: string } | null
}

export function toGrant(row: GrantRow): Grant {
  return {
    grantId: row.grantId,
    subject: row.userId === null ? { providerGroup: row.providerGroup ?? '' } : { userId: row.userId },
    ...(row.user && { userName: row.user.username }),
    permissionSet: row.permissionSet,
    scope: parseScope(row.scope),
    ...(row.endsAt && { endsAt: row.endsAt }),
    ...(row.providerId && { byRule: { providerId: row.providerId, matched: row.matched ?? '' } }),
    isFromFile: row.isFromFile ?? false,
  }
}

export interface ListGrantsInput {
  page: number
  pageSize: number
  sort?: string | undefined
  userId?: string | undefined
  permissionSet?: string | undefined
  providerGroup?: string | undefined
}

export async function listGrants(ctx: Context, input: ListGrantsInput): Promise<List<Grant>> {
  requirePermissionSomewhere(ctx, 'user:manage')
  const { page, pageSize, userId, permissionSet, providerGroup } = input
  const where = {
    ...(userId !== undefined && { userId }),
    ...(providerGroup !== undefined && { providerGroup }),
    ...(permissionSet !== undefined && { permissionSet }),
  }
  const [total, rows] = await Promise.all([
    db().grant.count({ where }),
    db().grant.findMany({
      where,
      include: withUserName,
      orderBy: [orderBy(input.sort ?? 'createdAt'), { grantId: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
  ])
  return { items: rows.map(toGrant), total, page, pageSize }
}

export async function getGrant(ctx: Context, { grantId }: { grantId: string }): Promise<Grant> {
  requirePermissionSomewhere(ctx, 'user:manage')
  return toGrant(await getGrantRow(grantId))
}

/** @throws AppError NOT_FOUND */
export async function getGrantRow(grantId: string) {
  const row = await db().grant.findUnique({ where: { grantId }, include: withUserName })
  if (!row) throw new AppError('NOT_FOUND', 'There is no such grant.')
  return row
}

/** Whom a grant is about, for the audit. */
export const subjectOfGrant = ({ user, providerGroup }: Awaited<ReturnType<typeof getGrantRow>>) =>
  user ? { kind: 'user', name: user.username } : { kind: 'provider-group', name: providerGroup ?? '' }

/** A grant of a rule would be back at the next sign-in. @throws AppError CONFLICT */
export function requireNotByRule(row: { providerId: string | null }): void {
  if (row.providerId === null) return
  throw new AppError('CONFLICT', `A rule of the provider ${row.providerId} gives this. Change the rule instead.`, {
    reason: 'BY_RULE',
  })
}

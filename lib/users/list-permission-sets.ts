import type { List } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import type { PermissionSet as SetRow } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import type { PermissionSet } from '#lib/users/permission-set-schema.ts'
import { isBuiltIn } from '#lib/users/permission-sets.ts'
import { builtInSets, isPermission } from '#lib/users/permissions.ts'
import { grantsOfProviderRules } from '#lib/users/provider-rules.ts'

/**
 * The sets that can be granted, the built-in ones first. Which rights exist is no secret, so any signed-in user may read it; how often a set is
 * used is for those who manage users.
 */
export async function listPermissionSets(ctx: Context): Promise<List<PermissionSet>> {
  const seesUses = ctx.actor.grants.some((grant) => grant.permissions.has('user:manage'))
  const [rows, uses] = await Promise.all([
    db().permissionSet.findMany({ orderBy: { name: 'asc' } }),
    seesUses ? countUses() : null,
  ])
  const items = [
    ...Object.entries(builtInSets).map(([name, permissions]) => ({
      name,
      isBuiltIn: true,
      isFromFile: false,
      description: '',
      permissions: [...permissions],
      grants: usesOf(uses, name),
      createdBy: null,
      revision: '1',
    })),
    ...rows.map((row) => toPermissionSet(row, uses)),
  ]
  return { items, total: items.length, page: 1, pageSize: items.length }
}

/** @throws AppError NOT_FOUND */
export async function getPermissionSet(ctx: Context, { name }: { name: string }): Promise<PermissionSet> {
  const { items } = await listPermissionSets(ctx)
  const set = items.find((each) => each.name === name)
  if (!set) throw setNotFound(name)
  return set
}

const setNotFound = (name: string): AppError => new AppError('NOT_FOUND', `There is no permission set ${name}.`)

/** An own set, to be changed. @throws AppError NOT_FOUND; CONFLICT for a built-in one */
export async function findOwnSet(name: string): Promise<SetRow> {
  if (isBuiltIn(name)) {
    const detail = `${name} is a built-in set and stays as it is. Make a copy of it.`
    throw new AppError('CONFLICT', detail, { reason: 'BUILT_IN' })
  }
  const row = await db().permissionSet.findUnique({ where: { name } })
  if (!row) throw setNotFound(name)
  return row
}

export async function readOwnSet(name: string): Promise<PermissionSet> {
  return toPermissionSet(await findOwnSet(name), await countUses())
}

function toPermissionSet(row: SetRow, uses: Uses | null): PermissionSet {
  return {
    name: row.name,
    isBuiltIn: false,
    isFromFile: row.isFromFile,
    description: row.description,
    permissions: row.permissions.filter(isPermission),
    grants: usesOf(uses, row.name),
    createdBy: row.createdBy,
    revision: String(row.revision),
  }
}

type Uses = ReadonlyMap<string, number>
const usesOf = (uses: Uses | null, name: string) => uses && (uses.get(name) ?? 0)

/** Grants and tokens of each set that have not ended, and rules of sign-in providers. */
async function countUses(now = new Date()): Promise<Uses> {
  const [grants, tokens, rules] = await Promise.all([
    db().grant.groupBy({
      by: ['permissionSet'],
      where: { OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
      _count: true,
    }),
    db().apiToken.groupBy({ by: ['permissionSet'], where: { revokedAt: null, expiresAt: { gt: now } }, _count: true }),
    grantsOfProviderRules(),
  ])
  const uses = new Map<string, number>()
  for (const { permissionSet, _count } of [...grants, ...tokens, ...rules.map((rule) => ({ ...rule, _count: 1 }))]) {
    uses.set(permissionSet, (uses.get(permissionSet) ?? 0) + _count)
  }
  return uses
}

import type { List } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { readScopeOf } from '#lib/users/read-scope.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import type { OffsetResetItem } from './schema.ts'
import { toResetItem } from './stored-reset.ts'

/** The resets of a group that are kept, newest first. Asks no broker. */
export async function listOffsetResets(
  ctx: Context,
  input: { clusterId: string; groupName: string; page: number; pageSize: number; sort?: string | undefined },
): Promise<List<OffsetResetItem>> {
  const { clusterId, groupName, page, pageSize, sort } = input
  requirePermission(ctx, 'group:read', clusterId, onGroup(groupName))
  const where = { clusterId, groupName }
  const [total, rows] = await Promise.all([
    db().offsetReset.count({ where }),
    db().offsetReset.findMany({
      where,
      orderBy: [{ startedAt: sort === 'startedAt' ? 'asc' : 'desc' }, { resetId: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
  ])
  return { items: rows.map((row) => toResetItem(row, readScopeOf(ctx, clusterId))), total, page, pageSize }
}

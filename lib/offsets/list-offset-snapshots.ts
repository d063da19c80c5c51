import type { List } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { readScopeOf } from '#lib/users/read-scope.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { toSnapshot } from './find-snapshot.ts'
import type { OffsetSnapshot } from './schema.ts'

/** The kept offsets of a group, newest first; also of one that was deleted. Asks no broker. */
export async function listOffsetSnapshots(
  ctx: Context,
  input: { clusterId: string; groupName: string; page: number; pageSize: number; sort?: string | undefined },
): Promise<List<OffsetSnapshot>> {
  const { clusterId, groupName, page, pageSize, sort } = input
  requirePermission(ctx, 'group:read', clusterId, onGroup(groupName))
  const scope = readScopeOf(ctx, clusterId)
  const where = { clusterId, groupName, expiresAt: { gt: new Date() } }
  const [total, rows] = await Promise.all([
    db().offsetSnapshot.count({ where }),
    db().offsetSnapshot.findMany({
      where,
      orderBy: [{ takenAt: sort === 'takenAt' ? 'asc' : 'desc' }, { snapshotId: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
  ])
  return {
    items: rows.map(toSnapshot).map(({ offsets, ...rest }) => ({
      ...rest,
      offsets: offsets.filter(({ topicName }) => scope.topic(topicName)),
    })),
    total,
    page,
    pageSize,
  }
}

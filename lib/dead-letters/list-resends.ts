import type { List } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { toResend } from './letter-state.ts'
import type { DeadLetterResend } from './schema.ts'

/** What was sent again of a group's dead letters in the last 90 days, newest first; also of those that retention has deleted since. */
export async function listResends(
  ctx: Context,
  input: { clusterId: string; groupName: string; originId?: string | undefined; page: number; pageSize: number },
): Promise<List<DeadLetterResend>> {
  const { clusterId, groupName, originId, page, pageSize } = input
  requirePermission(ctx, 'dead-letter:read', clusterId, onGroup(groupName))
  await getCluster(ctx, clusterId)
  const where = { clusterId, groupName, ...(originId !== undefined && { originId }) }
  const [rows, total] = await Promise.all([
    db().deadLetterResend.findMany({
      where,
      orderBy: { resendId: 'desc' },
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    db().deadLetterResend.count({ where }),
  ])
  return { items: rows.map(toResend), total, page, pageSize }
}

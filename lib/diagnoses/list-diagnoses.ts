import type { List } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import type { DiagnosisItem } from './schema.ts'
import { diagnosesSeenBy, toDiagnosisItem } from './stored-diagnosis.ts'

/** The kept diagnoses of a group, newest first; also of one that was deleted. Asks no broker. */
export async function listDiagnoses(
  ctx: Context,
  input: { clusterId: string; groupName: string; page: number; pageSize: number; sort?: string | undefined },
): Promise<List<DiagnosisItem>> {
  const { clusterId, groupName, page, pageSize, sort } = input
  requirePermission(ctx, 'group:read', clusterId, onGroup(groupName))
  const where = { clusterId, groupName, expiresAt: { gt: new Date() }, ...diagnosesSeenBy(ctx, clusterId) }
  const [total, rows] = await Promise.all([
    db().diagnosis.count({ where }),
    db().diagnosis.findMany({
      where,
      orderBy: [{ at: sort === 'at' ? 'asc' : 'desc' }, { diagnosisId: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
  ])
  return { items: rows.map(toDiagnosisItem), total, page, pageSize }
}

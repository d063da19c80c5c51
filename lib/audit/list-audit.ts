import type { List } from '#lib/api/endpoint.ts'
import type { AuditFilter } from '#lib/audit/api.ts'
import { auditWhere } from '#lib/audit/audit-where.ts'
import type { AuditRow } from '#lib/audit/schema.ts'
import { auditInclude, toAuditRow } from '#lib/audit/to-audit-row.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionSomewhere } from '#lib/users/require-permission.ts'

export type ListAuditInput = AuditFilter & { page: number; pageSize: number; sort?: string | undefined }

/** The audit, newest first. Whoever may read it in some clusters sees the rows about those. */
export async function listAudit(ctx: Context, input: ListAuditInput): Promise<List<AuditRow>> {
  requirePermissionSomewhere(ctx, 'audit:read')
  const { page, pageSize, sort } = input
  const where = auditWhere(ctx, 'audit:read', input)
  const [total, rows] = await Promise.all([
    db().auditEvent.count({ where }),
    db().auditEvent.findMany({
      where,
      include: auditInclude,
      orderBy: orderOf(sort ?? '-at'),
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
  ])
  return { items: rows.map(toAuditRow), total, page, pageSize }
}

function orderOf(sort: string): Prisma.AuditEventOrderByWithRelationInput[] {
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  switch (sort.replace('-', '')) {
    case 'action':
      return [{ action: direction }, { sequence: 'desc' }]
    case 'who':
      return [{ actorName: direction }, { sequence: 'desc' }]
    case 'durationMs':
      return [{ outcome: { durationMs: direction } }, { sequence: 'desc' }]
    default:
      // The order of writing: two rows of one millisecond keep it.
      return [{ sequence: direction }]
  }
}

/** @throws AppError NOT_FOUND also for a row about a cluster in which the actor may not read the audit */
export async function getAudit(ctx: Context, { auditId }: { auditId: string }): Promise<AuditRow> {
  requirePermissionSomewhere(ctx, 'audit:read')
  const where = { AND: [{ auditId }, auditWhere(ctx, 'audit:read', {})] }
  const row = await db().auditEvent.findFirst({ where, include: auditInclude })
  if (!row) throw new AppError('NOT_FOUND', 'There is no such row.')
  return toAuditRow(row)
}

import type { AuditFilter } from '#lib/audit/api.ts'
import { contains, escapeLike } from '#lib/db/contains.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { visibleClusterIds } from '#lib/users/require-permission.ts'

/** The rows of a filter that the actor may see with `permission`. */
export function auditWhere(ctx: Context, permission: Permission, filter: AuditFilter): Prisma.AuditEventWhereInput {
  const visible = visibleClusterIds(ctx, permission)
  const all: Prisma.AuditEventWhereInput[] = []
  if (visible !== 'all') all.push({ clusterId: { in: [...visible] } })
  if (filter.from || filter.to) {
    all.push({ at: { ...(filter.from && { gte: filter.from }), ...(filter.to && { lt: filter.to }) } })
  }
  if (filter.who !== undefined) {
    all.push({
      OR: [{ actorName: contains(filter.who) }, { actorId: filter.who }, { onBehalfOf: contains(filter.who) }],
    })
  }
  if (filter.action && filter.action.length > 0) {
    all.push({
      OR: filter.action.map((action) => ({
        action: action.endsWith('.') ? { startsWith: escapeLike(action) } : { equals: action },
      })),
    })
  }
  if (filter.kind !== undefined) all.push(aboutObject(filter.kind, filter.targetName))
  else if (filter.targetName !== undefined) all.push({ targetName: filter.targetName })
  if (filter.target !== undefined) all.push({ targetName: contains(filter.target) })
  if (filter.environment !== undefined) all.push({ environment: filter.environment })
  if (filter.jobId !== undefined) all.push({ jobId: filter.jobId })
  if (filter.clusterId !== undefined) all.push({ clusterId: filter.clusterId })
  if (filter.outcome && filter.outcome.length > 0) {
    all.push({
      OR: [
        { outcome: { is: { outcome: { in: filter.outcome } } } },
        // A row without outcome reads UNKNOWN.
        ...(filter.outcome.includes('UNKNOWN') ? [{ outcome: { is: null } }] : []),
      ],
    })
  }
  if (filter.address !== undefined) all.push({ address: filter.address })
  if (filter.requestId !== undefined) all.push({ requestId: filter.requestId })
  if (filter.q !== undefined) all.push({ OR: [{ searchText: contains(filter.q) }, { requestId: filter.q }] })
  return { AND: all }
}

/**
 * Rows about one thing; without a name about all of its kind. A repair or copy of several roles is one row, whose target names as many as fit:
 * it is about each of the roles that were asked for.
 */
export function aboutObject(kind: string, name: string | undefined): Prisma.AuditEventWhereInput {
  if (name === undefined) return { targetKind: kind }
  if (kind !== 'role') return { targetKind: kind, targetName: name }
  return {
    targetKind: kind,
    OR: [
      { targetName: name },
      {
        action: { in: ['role.repair', 'role.copy'] },
        request: { path: ['body', 'roleNames'], array_contains: [name] },
      },
    ],
  }
}

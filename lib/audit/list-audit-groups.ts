import type { List } from '#lib/api/endpoint.ts'
import { auditWhere } from '#lib/audit/audit-where.ts'
import type { ListAuditInput } from '#lib/audit/list-audit.ts'
import { type AuditActor, type AuditObject, AuditRow } from '#lib/audit/schema.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionSomewhere } from '#lib/users/require-permission.ts'

/** More groups than these tell nobody anything: one narrows the filter. */
const MAX_GROUPS = 10_000

interface Counted {
  rows: number
  refused: number
  notDone: number
  firstAt: Date
  lastAt: Date
}

/** Who acted within the filter, most rows first. */
export async function listAuditActors(ctx: Context, input: ListAuditInput): Promise<List<AuditActor>> {
  requirePermissionSomewhere(ctx, 'audit:read')
  const groups = await count(auditWhere(ctx, 'audit:read', input), ['actorKind', 'actorId', 'actorName'])
  return pageOf(
    input,
    groups,
    ({ actorKind, actorId, actorName }, counted): AuditActor => ({
      kind: AuditRow.shape.actor.shape.kind.parse(actorKind),
      id: actorId ?? '',
      name: actorName ?? '',
      ...counted,
    }),
  )
}

/** What was acted upon within the filter, most rows first. */
export async function listAuditObjects(ctx: Context, input: ListAuditInput): Promise<List<AuditObject>> {
  requirePermissionSomewhere(ctx, 'audit:read')
  const groups = await count(auditWhere(ctx, 'audit:read', input), [
    'targetKind',
    'targetName',
    'clusterId',
    'clusterName',
  ])
  return pageOf(
    input,
    groups,
    ({ targetKind, targetName, clusterId, clusterName }, counted): AuditObject => ({
      kind: targetKind ?? '',
      name: targetName ?? '',
      clusterId: clusterId ?? null,
      clusterName: clusterName ?? null,
      ...counted,
    }),
  )
}

type Field = 'actorKind' | 'actorId' | 'actorName' | 'targetKind' | 'targetName' | 'clusterId' | 'clusterName'
type Key = Partial<Record<Field, string | null>>

/** Three counts of the same groups: of all rows, of refused ones, of those that were not done. */
async function count(where: Prisma.AuditEventWhereInput, by: Field[]): Promise<[Key, Counted][]> {
  const grouped = (narrowed: Prisma.AuditEventWhereInput) =>
    db().auditEvent.groupBy({
      by,
      where: narrowed,
      _count: { _all: true },
      _min: { at: true },
      _max: { at: true },
      orderBy: { _count: { auditId: 'desc' } },
      take: MAX_GROUPS,
    })
  const isNotDone: Prisma.AuditEventWhereInput = {
    OR: [{ outcome: { is: null } }, { outcome: { is: { outcome: { in: ['FAILED', 'PARTIAL', 'UNKNOWN'] } } } }],
  }
  const [all, refused, notDone] = await Promise.all([
    grouped(where),
    grouped({ AND: [where, { outcome: { is: { outcome: 'REFUSED' } } }] }),
    grouped({ AND: [where, isNotDone] }),
  ])
  const keyOf = (group: Key) => JSON.stringify(by.map((field) => group[field]))
  const rowsOf = (groups: typeof all) => new Map(groups.map((group) => [keyOf(group), group._count._all]))
  const [refusedOf, notDoneOf] = [rowsOf(refused), rowsOf(notDone)]
  return all.map((group) => [
    group,
    {
      rows: group._count._all,
      refused: refusedOf.get(keyOf(group)) ?? 0,
      notDone: notDoneOf.get(keyOf(group)) ?? 0,
      firstAt: group._min.at ?? new Date(0),
      lastAt: group._max.at ?? new Date(0),
    },
  ])
}

function pageOf<T extends Counted & { name: string }>(
  { page, pageSize, sort = '-rows' }: ListAuditInput,
  groups: readonly [Key, Counted][],
  toItem: (key: Key, counted: Counted) => T,
): List<T> {
  const sign = sort.startsWith('-') ? -1 : 1
  const field = sort.replace('-', '')
  const items = groups.map(([key, counted]) => toItem(key, counted))
  const compare = (a: T, b: T) =>
    field === 'name'
      ? a.name.localeCompare(b.name)
      : field === 'lastAt'
        ? a.lastAt.getTime() - b.lastAt.getTime()
        : a.rows - b.rows
  items.sort((a, b) => sign * compare(a, b) || a.name.localeCompare(b.name))
  return { items: items.slice((page - 1) * pageSize, page * pageSize), total: items.length, page, pageSize }
}

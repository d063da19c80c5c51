import type { List } from '#lib/api/endpoint.ts'
import { historyKinds } from '#lib/audit/api.ts'
import { aboutObject } from '#lib/audit/audit-where.ts'
import type { HistoryRow } from '#lib/audit/schema.ts'
import { auditInclude, toHistoryRow } from '#lib/audit/to-audit-row.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { hasPermission, requirePermission } from '#lib/users/require-permission.ts'
import type { ScopedObject } from '#lib/users/scope-match.ts'

export type HistoryKind = (typeof historyKinds)[number]
const readPermission: Record<HistoryKind, Permission> = {
  cluster: 'cluster:read',
  topic: 'topic:read',
  group: 'group:read',
  namespace: 'namespace:read',
  node: 'node:read',
  role: 'role:read',
}

export interface ListHistoryInput {
  clusterId: string
  kind: HistoryKind
  name?: string | undefined
  page: number
  pageSize: number
  sort?: string | undefined
}

/** Changes of one object, newest first, for whoever may read the object. */
export async function listHistory(ctx: Context, input: ListHistoryInput): Promise<List<HistoryRow>> {
  const { clusterId, kind, page, pageSize } = input
  requirePermission(ctx, readPermission[kind], clusterId, historyObject(kind, input.name))
  if (input.name === undefined && kind !== 'cluster') {
    const detail = 'Say which one: the full name.'
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'query.name', rule: 'required', detail }] })
  }
  // All rows about the cluster itself belong to it, whether they name it by id or by name.
  const where = { clusterId, ...aboutObject(kind, kind === 'cluster' ? undefined : input.name) }
  const [total, rows] = await Promise.all([
    db().auditEvent.count({ where }),
    db().auditEvent.findMany({
      where,
      include: auditInclude,
      orderBy: { sequence: input.sort === 'at' ? 'asc' : 'desc' },
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
  ])
  const isWhole = hasPermission(ctx, readPermission[kind], clusterId)
  const items = rows
    .map(toHistoryRow)
    .map((row) => (isWhole || ofItselfAlone.has(row.action) ? row : withoutContent(row)))
  return { items, total, page, pageSize }
}

/** Actions whose before and after are settings and description of the object itself. */
const ofItselfAlone: ReadonlySet<string> = new Set([
  'topic.create',
  'topic.update',
  'topic.level',
  'topic.declare-type',
  'topic.adopt',
  'group.create',
  'group.update',
  'group.consume-switch',
  'group.adopt',
  'namespace.create',
  'namespace.update',
  'namespace.delete',
])

/** What any other change did may name topics and groups that are not the reader's: of these they see that it was, and by whom. */
const withoutContent = ({ before: _, after: __, servers: ___, command: ____, ...row }: HistoryRow): HistoryRow => row

/** Rows about some objects of a cluster in a time, newest first. For verbs that have checked what their caller may read. */
export async function listHistoryOf(
  clusterId: string,
  targets: readonly { kind: HistoryKind; name?: string }[],
  { from, to, limit }: { from: Date; to: Date; limit: number },
): Promise<HistoryRow[]> {
  if (targets.length === 0) return []
  const rows = await db().auditEvent.findMany({
    where: {
      clusterId,
      at: { gte: from, lte: to },
      OR: targets.map(({ kind, name }) => aboutObject(kind, name)),
    },
    include: auditInclude,
    orderBy: { sequence: 'desc' },
    take: limit,
  })
  return rows.map(toHistoryRow)
}

/** What the right to read a history is about; of a cluster, a node or a role the whole cluster. */
export function historyObject(kind: HistoryKind, name: string | undefined): ScopedObject | undefined {
  if (name === undefined || kind === 'cluster' || kind === 'node' || kind === 'role') return undefined
  return { kind, name }
}

/** What each kind of object needs to be read. */
export const historyPermission = (kind: HistoryKind): Permission => readPermission[kind]

/** May the actor see that something was done with this? Whoever may read the object; what is none is for who sees the whole cluster. */
export function seesHistory(ctx: Context, clusterId: string, { kind, name }: { kind: string; name: string }): boolean {
  const known = historyKinds.find((each) => each === kind)
  if (!known) return hasPermission(ctx, 'cluster:read', clusterId)
  return hasPermission(ctx, readPermission[known], clusterId, historyObject(known, name))
}

const reads = ['.read', '.query', '.export'].map((part) => ({ action: { contains: part } }))
/** Rows of one query of the newest changes. */
const STEP = 100

/**
 * Newest changes in one cluster since a time, whatever they are about, of those that are accepted. Refused attempts changed nothing, and neither do
 * reads, which are recorded too.
 */
export async function listChangeRows(
  clusterId: string,
  since: Date,
  { limit, accept }: { limit: number; accept: (row: HistoryRow) => boolean },
): Promise<HistoryRow[]> {
  const found: HistoryRow[] = []
  let below: bigint | undefined
  do {
    const rows = await db().auditEvent.findMany({
      where: {
        clusterId,
        at: { gte: since },
        NOT: [{ outcome: { is: { outcome: 'REFUSED' } } }, ...reads],
        ...(below !== undefined && { sequence: { lt: below } }),
      },
      include: auditInclude,
      orderBy: { sequence: 'desc' },
      take: STEP,
    })
    found.push(...rows.map(toHistoryRow).filter(accept))
    below = rows.length < STEP ? undefined : rows.at(-1)?.sequence
  } while (below !== undefined && found.length < limit)
  return found.slice(0, limit)
}

import { csvRecord } from '#lib/api/csv.ts'
import { zonedIso } from '#lib/api/csv-columns.ts'
import type { StreamAnswer } from '#lib/api/text-stream.ts'
import { textStream } from '#lib/api/text-stream.ts'
import type { AuditFilter } from '#lib/audit/api.ts'
import { auditWhere } from '#lib/audit/audit-where.ts'
import { audited } from '#lib/audit/audited.ts'
import type { AuditRow } from '#lib/audit/schema.ts'
import { auditInclude, toAuditRow } from '#lib/audit/to-audit-row.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionSomewhere } from '#lib/users/require-permission.ts'

const batchSize = 1000

/**
 * Every row of a filter as one file, oldest first, read in batches so that memory does not grow with the audit. Rows written while
 * it runs are not in it. The export is a row of its own, written before the first byte leaves.
 */
export async function exportAudit(
  ctx: Context,
  input: AuditFilter & { format: 'csv' | 'ndjson'; timeZone?: string | undefined },
): Promise<StreamAnswer> {
  requirePermissionSomewhere(ctx, 'audit:export')
  const { format, timeZone = 'UTC', ...filter } = input
  const where = auditWhere(ctx, 'audit:export', filter)
  const target = { kind: 'audit', name: format }
  const rows = await audited(ctx, { action: 'audit.export', permission: 'audit:export', target }, async (record) => {
    const count = await db().auditEvent.count({ where })
    const last = await db().auditEvent.findFirst({ where, orderBy: { sequence: 'desc' }, select: { sequence: true } })
    record.after({ rows: count })
    return readRows(where, last?.sequence ?? 0n, ctx.signal)
  })
  const at = new Date().toISOString().replace(/[:.]/g, '-')
  return {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson',
      'content-disposition': `attachment; filename="audit-${at}.${format}"`,
    },
    body: textStream(format === 'csv' ? asCsv(rows, timeZone) : asNdjson(rows)),
  }
}

async function* readRows(
  where: Prisma.AuditEventWhereInput,
  lastSequence: bigint,
  signal: AbortSignal,
): AsyncGenerator<AuditRow[]> {
  let after = 0n
  while (!signal.aborted) {
    const stored = await db().auditEvent.findMany({
      where: { AND: [where, { sequence: { gt: after, lte: lastSequence } }] },
      include: auditInclude,
      orderBy: { sequence: 'asc' },
      take: batchSize,
    })
    const last = stored.at(-1)
    if (!last) return
    after = last.sequence
    yield stored.map(toAuditRow)
  }
}

async function* asNdjson(batches: AsyncIterable<AuditRow[]>): AsyncGenerator<string> {
  for await (const rows of batches) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

const columns: [string, (row: AuditRow) => unknown][] = [
  ['at', (row) => row.at],
  ['durationMs', (row) => row.durationMs],
  ['actorKind', (row) => row.actor.kind],
  ['actorId', (row) => row.actor.id],
  ['actorName', (row) => row.actor.name],
  ['onBehalfOf', (row) => row.actor.onBehalfOf],
  ['address', (row) => row.address],
  ['agent', (row) => row.agent],
  ['action', (row) => row.action],
  ['targetKind', (row) => row.target.kind],
  ['targetName', (row) => row.target.name],
  ['clusterId', (row) => row.cluster?.clusterId],
  ['clusterName', (row) => row.cluster?.name],
  ['environment', (row) => row.cluster?.environment],
  ['outcome', (row) => row.outcome],
  ['permission', (row) => row.permission],
  ['error', (row) => row.error],
  ['servers', (row) => row.servers],
  ['before', (row) => row.before],
  ['after', (row) => row.after],
  ['method', (row) => row.request.method],
  ['path', (row) => row.request.path],
  ['body', (row) => row.request.body],
  ['reason', (row) => row.request.reason],
  ['command', (row) => row.request.command],
  ['requestId', (row) => row.requestId],
  ['sessionId', (row) => row.sessionId],
  ['tokenId', (row) => row.tokenId],
  ['jobId', (row) => row.jobId],
  ['auditId', (row) => row.auditId],
]

async function* asCsv(batches: AsyncIterable<AuditRow[]>, timeZone: string): AsyncGenerator<string> {
  yield csvRecord(columns.map(([name]) => name))
  for await (const rows of batches)
    yield rows.map((row) => csvRecord(columns.map(([, cell]) => inZone(cell(row), timeZone)))).join('')
}

const inZone = (value: unknown, timeZone: string) => (value instanceof Date ? zonedIso(value, timeZone) : value)

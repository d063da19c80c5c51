import { AuditRow, type HistoryRow } from '#lib/audit/schema.ts'
import type { Prisma } from '#lib/db/generated/client.ts'

export const auditInclude = { outcome: true } as const satisfies Prisma.AuditEventInclude
export type StoredRow = Prisma.AuditEventGetPayload<{ include: typeof auditInclude }>

/** One row as the API tells it: without outcome it reads UNKNOWN, which is what is known after a crash. */
export function toAuditRow(row: StoredRow): AuditRow {
  const request = Object(row.request) as Record<string, unknown> // written by `writeIntent`
  const outcome = row.outcome
  return {
    auditId: row.auditId,
    at: row.at,
    durationMs: outcome?.durationMs ?? null,
    actor: {
      kind: AuditRow.shape.actor.shape.kind.parse(row.actorKind),
      id: row.actorId,
      name: row.actorName,
      ...(row.onBehalfOf !== null && { onBehalfOf: row.onBehalfOf }),
    },
    address: row.address,
    agent: row.agent,
    action: row.action,
    target: { kind: row.targetKind, name: row.targetName },
    ...(row.clusterId !== null && {
      cluster: {
        clusterId: row.clusterId,
        // When its registration was written about, the cluster had no row of its own yet.
        name: row.clusterName ?? (row.targetKind === 'cluster' ? row.targetName : null),
        environment: row.environment,
      },
    }),
    outcome: outcome?.outcome ?? 'UNKNOWN',
    ...(row.permission !== null && { permission: row.permission }),
    ...present('before', outcome?.before),
    ...present('after', outcome?.after),
    ...present('servers', outcome?.servers as AuditRow['servers'] | null), // written by `writeOutcome`
    ...present('error', outcome?.error as AuditRow['error'] | null),
    request: {
      method: textOrNull(request.method),
      path: textOrNull(request.path),
      body: request.body ?? null,
      ...(typeof request.reason === 'string' && { reason: request.reason }),
      ...(typeof request.command === 'string' && { command: request.command }),
    },
    requestId: row.requestId,
    ...present('sessionId', row.sessionId),
    ...present('tokenId', row.tokenId),
    ...present('jobId', row.jobId),
  }
}

/** The same for somebody who may read the object, not the audit. */
export function toHistoryRow(row: StoredRow): HistoryRow {
  const { address, agent, request, requestId, sessionId, tokenId, ...rest } = toAuditRow(row)
  const { reason, command } = request
  return { ...rest, ...present('reason', reason), ...present('command', command) }
}

const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null)

function present<K extends string, V>(key: K, value: V | null | undefined): { [P in K]?: V } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { [P in K]?: V }) // one known key
}

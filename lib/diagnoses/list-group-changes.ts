import { auditInclude, toHistoryRow } from '#lib/audit/to-audit-row.ts'
import { db } from '#lib/db/db.ts'
import { listClientChanges } from '#lib/monitoring/list-client-changes.ts'
import type { DiagnosisFacts } from './facts.ts'

const LATELY_MS = 24 * 3_600_000
const HOUR_MS = 3_600_000
const SHOWN = 20
/** What changes nothing is recorded too. */
const reads = ['offset.preview', 'offset.snapshot', 'diagnosis.run']

/** What people did to a group within a day, and how the number of its clients changed within the hour; newest first. */
export async function listGroupChanges(
  clusterId: string,
  groupName: string,
  at: Date,
): Promise<DiagnosisFacts['changes']> {
  const [rows, clients] = await Promise.all([
    db().auditEvent.findMany({
      where: {
        clusterId,
        targetKind: 'group',
        targetName: groupName,
        at: { gte: new Date(at.getTime() - LATELY_MS) },
        action: { notIn: reads },
        NOT: { outcome: { outcome: 'REFUSED' } },
      },
      include: auditInclude,
      orderBy: { sequence: 'desc' },
      take: SHOWN,
    }),
    listClientChanges(clusterId, new Date(at.getTime() - HOUR_MS)),
  ])
  return [
    ...rows
      .map(toHistoryRow)
      .map((row) => ({ at: row.at, what: row.action, by: row.actor.name, outcome: row.outcome })),
    ...clients
      .filter((change) => change.groupName === groupName)
      .map((change) => ({ at: change.at, what: `clients ${change.from} → ${change.to}`, by: null, outcome: null })),
  ]
}

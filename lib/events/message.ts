import { auditInclude, toAuditRow } from '#lib/audit/to-audit-row.ts'
import { db } from '#lib/db/db.ts'
import type { OutgoingEvent } from '#lib/db/generated/client.ts'

/** An event as it is sent. */
export interface SentEvent {
  eventId: string
  /** Rises by time; a receiver that keeps the highest one knows what it has. */
  position: string
  type: string
  at: Date
  [field: string]: unknown
}

interface Told {
  auditId: string
  phase: 'INTENT' | 'OUTCOME'
  seal: unknown
}

/** The bodies of events. Rows of the audit are read now; one whose retention has ended meanwhile is left out. */
export async function eventBodies(events: readonly OutgoingEvent[]): Promise<SentEvent[]> {
  const ids = events.filter(({ type }) => type === 'audit').map(({ payload }) => (payload as unknown as Told).auditId) // as the collector wrote it
  const rows = ids.length
    ? await db().auditEvent.findMany({ where: { auditId: { in: ids } }, include: auditInclude })
    : []
  const byId = new Map(rows.map((row) => [row.auditId, row]))
  return events.flatMap(({ eventId, position, type, at, payload }): SentEvent[] => {
    const head = { eventId, position: position.toString(), type, at }
    if (type !== 'audit') return [{ ...head, ...(payload as object) }] // an object, as the collector wrote it
    const { auditId, phase, seal } = payload as unknown as Told // as the collector wrote it
    const row = byId.get(auditId)
    if (!row) return []
    return [{ ...head, phase, seal, audit: toAuditRow(phase === 'INTENT' ? { ...row, outcome: null } : row) }]
  })
}

/** To try a destination with. */
export const testEvent = (subscription: string, now: Date): SentEvent => ({
  eventId: `test-${now.getTime()}`,
  position: '0',
  type: 'test',
  at: now,
  subscription,
  text: 'A test event of Apogee. Nothing has happened.',
})

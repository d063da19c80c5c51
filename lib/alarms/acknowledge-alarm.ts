import { randomUUID } from 'node:crypto'
import type { FanOut } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionSomewhere } from '#lib/users/require-permission.ts'
import { findInstance } from './find-instance.ts'
import type { AcknowledgeInput, AlarmInstance, AlarmNote } from './incident-schema.ts'
import { objectOf } from './instance-row.ts'
import { type NamedRow, toInstances } from './to-instance.ts'

/**
 * Says that somebody looks after an alarm, or takes it back: its notices are not repeated until then, or until it is resolved.
 *
 * @throws AppError CONFLICT for one that has ended
 */
export async function acknowledgeAlarm(
  ctx: Context,
  { instanceId, ...input }: AcknowledgeInput & { instanceId: string },
): Promise<AlarmInstance> {
  const row = await findInstance(ctx, instanceId, 'alarm:acknowledge')
  const entry = { ...entryOf(row, 'alarm.acknowledge'), permission: 'alarm:acknowledge' as const, detail: input }
  return audited(ctx, entry, async (record) => {
    requireFuture(input.until)
    if (row.endedAt !== null) throw new AppError('CONFLICT', 'This alarm has ended.')
    const { isAcknowledged, note, until } = input
    const at = new Date()
    await db().$transaction(async (tx) => {
      const { count } = await tx.alarmInstance.updateMany({
        where: { instanceId, endedAt: null },
        data: isAcknowledged
          ? { acknowledgedBy: ctx.actor.name, acknowledgedAt: at, acknowledgeNote: note, acknowledgeUntil: until }
          : { acknowledgedBy: null, acknowledgedAt: null, acknowledgeNote: null, acknowledgeUntil: null },
      })
      if (count === 0) throw new AppError('CONFLICT', 'This alarm has ended.')
      const kind = isAcknowledged ? 'ACKNOWLEDGED' : 'ACKNOWLEDGEMENT_ENDED'
      await tx.alarmEvent.create({ data: { ...eventOf(row), kind, at, by: ctx.actor.name, text: note } })
    })
    const [shown] = await toInstances([await findInstance(ctx, instanceId)], at)
    if (!shown) throw new Error('one row makes one incident')
    record.after(shown)
    return shown
  })
}

/** Each for itself: one that has ended meanwhile does not stop the others. */
export async function acknowledgeAlarms(
  ctx: Context,
  { instanceIds, ...input }: AcknowledgeInput & { instanceIds: string[] },
): Promise<FanOut<AlarmInstance[]>> {
  requirePermissionSomewhere(ctx, 'alarm:acknowledge')
  requireFuture(input.until)
  const result: FanOut<AlarmInstance[]> = { done: [], failed: [], unknown: [] }
  const resource: AlarmInstance[] = []
  for (const instanceId of new Set(instanceIds)) {
    try {
      resource.push(await acknowledgeAlarm(ctx, { ...input, instanceId }))
      result.done.push({ target: instanceId })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      result.failed.push({ target: instanceId, error: { code: error.code, detail: error.message } })
    }
  }
  return { ...result, resource }
}

/** Writes a note into the timeline of an incident, open or ended. */
export async function addAlarmNote(
  ctx: Context,
  { instanceId, text }: { instanceId: string; text: string },
): Promise<AlarmNote> {
  const row = await findInstance(ctx, instanceId, 'alarm:acknowledge')
  const entry = {
    ...entryOf(row, 'alarm.note'),
    permission: 'alarm:acknowledge' as const,
    detail: { instanceId, text },
  }
  return audited(ctx, entry, async () => {
    const note = { noteId: randomUUID(), text, by: ctx.actor.name, at: new Date() }
    await db().$transaction([
      db().alarmNote.create({ data: { ...note, instanceId } }),
      db().alarmEvent.create({ data: { ...eventOf(row), kind: 'NOTE', at: note.at, by: note.by, text } }),
    ])
    return note
  })
}

function requireFuture(until: Date | null): void {
  if (until === null || until.getTime() > Date.now()) return
  const detail = 'The acknowledgement must end in the future.'
  throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.until', rule: 'past', detail }] })
}

function entryOf(row: NamedRow, action: string) {
  const { level: _, ...names } = objectOf(row)
  const name = [row.ruleName, ...Object.values(names)].join(' ')
  return { action, clusterId: row.clusterId, target: { kind: 'alarm', name } }
}

const eventOf = ({ instanceId, ruleId, clusterId, state, severity, value, threshold }: NamedRow) => ({
  eventId: randomUUID(),
  instanceId,
  ruleId,
  clusterId,
  fromState: state,
  toState: state,
  severity,
  value,
  threshold,
})

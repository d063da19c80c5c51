import { randomUUID } from 'node:crypto'
import type { AlarmInstance as InstanceRow, Prisma } from '#lib/db/generated/client.ts'
import type { NewAlarmRule } from './rule-schema.ts'
import type { CloseReason } from './schema.ts'

/**
 * Why incidents of a rule may close when it is changed; null: they go on. Of another metric or level none of them is what it was;
 * of another selector or other clusters those close that no longer match.
 */
export function closeReasonOf(before: NewAlarmRule, after: NewAlarmRule): CloseReason | null {
  if (before.isEnabled && !after.isEnabled) return 'RULE_DISABLED'
  const metrics = ({ conditions }: NewAlarmRule) => conditions.map(({ metric }) => metric).join(' ')
  if (before.level !== after.level || metrics(before) !== metrics(after)) return 'RULE_CHANGED'
  const scope = ({ selector, clusters }: NewAlarmRule) => JSON.stringify([selector, clusters])
  return scope(before) === scope(after) ? null : 'NO_LONGER_MATCHES'
}

/** Ends incidents without "resolved"; what never fired is dropped. @returns how many were closed */
export async function closeInstances(
  tx: Prisma.TransactionClient,
  rows: readonly InstanceRow[],
  reason: CloseReason,
  at: Date,
): Promise<number> {
  const pending = rows.filter(({ state }) => state === 'PENDING')
  await tx.alarmInstance.deleteMany({
    where: { instanceId: { in: pending.map(({ instanceId }) => instanceId) }, endedAt: null },
  })
  const fired = rows.filter(({ state }) => state !== 'PENDING')
  const closed = await tx.alarmInstance.updateManyAndReturn({
    where: { instanceId: { in: fired.map(({ instanceId }) => instanceId) }, endedAt: null },
    data: { state: 'CLOSED', closeReason: reason, endedAt: at, openKey: null, nextRepeatAt: null },
    select: { instanceId: true },
  })
  const ended = new Set(closed.map(({ instanceId }) => instanceId))
  await tx.alarmEvent.createMany({
    data: fired
      .filter(({ instanceId }) => ended.has(instanceId))
      .map(({ instanceId, ruleId, clusterId, state, severity, value, threshold }) => ({
        eventId: randomUUID(),
        instanceId,
        ruleId,
        clusterId,
        at,
        kind: 'STATE',
        fromState: state,
        toState: 'CLOSED',
        severity,
        value,
        threshold,
        closeReason: reason,
      })),
  })
  return ended.size
}

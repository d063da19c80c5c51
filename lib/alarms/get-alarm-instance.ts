import { seesAlarm } from '#lib/clusters/sees-alarm.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { findInstance } from './find-instance.ts'
import type { AlarmIncident } from './incident-schema.ts'
import { readRule } from './read-rule.ts'
import { toEvent, withInstance } from './to-event.ts'
import { type NamedRow, toInstances, withCluster } from './to-instance.ts'

const MAX_EVENTS = 1_000
const MAX_OTHERS = 50

/** One incident with all that happened to it. */
export async function getAlarmInstance(ctx: Context, { instanceId }: { instanceId: string }): Promise<AlarmIncident> {
  const row = await findInstance(ctx, instanceId)
  const { clusterId, ruleId, objectKey, brokerName, topicName, groupName, since } = row
  const named = [
    ...(groupName === '' ? [] : [{ groupName }]),
    ...(groupName === '' && topicName !== '' ? [{ topicName }] : []),
    ...(brokerName === '' ? [] : [{ brokerName }]),
  ]
  const [events, notes, others, previous, rule] = await Promise.all([
    db().alarmEvent.findMany({
      where: { instanceId },
      include: withInstance,
      orderBy: { sequence: 'desc' },
      take: MAX_EVENTS,
    }),
    db().alarmNote.findMany({ where: { instanceId }, orderBy: { at: 'desc' } }),
    db().alarmInstance.findMany({
      where: { clusterId, endedAt: null, firedAt: { not: null }, NOT: { instanceId }, OR: [{ objectKey }, ...named] },
      include: withCluster,
      orderBy: [{ severityRank: 'desc' }, { since: 'desc' }],
      take: MAX_OTHERS,
    }),
    db().alarmInstance.findMany({
      where: { clusterId, ruleId, objectKey, firedAt: { not: null }, since: { lt: since }, NOT: { instanceId } },
      include: withCluster,
      orderBy: { since: 'desc' },
      take: MAX_OTHERS,
    }),
    readRule(ctx, ruleId),
  ])
  const now = new Date()
  const show = (rows: NamedRow[]) => toInstances(rows, now)
  const [shown] = await show([row])
  if (!shown) throw new Error('one row makes one incident')
  return {
    ...shown,
    rule,
    events: events.map(toEvent),
    notes: notes.map(({ noteId, text, by, at }) => ({ noteId, text, by, at })),
    others: await show(others.filter((each) => seesAlarm(ctx, 'alarm:read', each))),
    previous: await show(previous),
  }
}

import type { List } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import type { AlarmEvent } from './incident-schema.ts'
import { clustersOf, seenIn } from './instance-where.ts'
import { toEvent, withInstance } from './to-event.ts'

interface ListInput {
  page: number
  pageSize: number
  sort?: string | undefined
  clusterId?: string[] | undefined
  ruleId?: string[] | undefined
  instanceId?: string[] | undefined
  kind?: string[] | undefined
  severity?: string[] | undefined
  topic?: string | undefined
  group?: string | undefined
  broker?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
}

/** What happened to alarms, newest first. */
export async function listAlarmEvents(ctx: Context, input: ListInput): Promise<List<AlarmEvent>> {
  const { page, pageSize, ruleId, instanceId, kind, severity, topic, group, broker, from, to } = input
  const clusterIds = clustersOf(ctx, input.clusterId)
  const where: Prisma.AlarmEventWhereInput = {
    ...(ruleId && { ruleId: { in: ruleId } }),
    ...(instanceId && { instanceId: { in: instanceId } }),
    ...(kind && { kind: { in: kind } }),
    ...(severity && { severity: { in: severity } }),
    ...((from || to) && { at: { ...(from && { gte: from }), ...(to && { lte: to }) } }),
    instance: {
      ...(await seenIn(ctx, clusterIds)),
      ...(topic !== undefined && { topicName: topic }),
      ...(group !== undefined && { groupName: group }),
      ...(broker !== undefined && { brokerName: broker }),
    },
  }
  const order = input.sort === 'at' ? 'asc' : 'desc'
  const [rows, total] = await Promise.all([
    db().alarmEvent.findMany({
      where,
      include: withInstance,
      orderBy: [{ at: order }, { sequence: order }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    db().alarmEvent.count({ where }),
  ])
  return { items: rows.map(toEvent), total, page, pageSize }
}

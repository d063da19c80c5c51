import { Severity, Transition } from '#lib/alarms/schema.ts'
import type { List } from '#lib/api/endpoint.ts'
import { seesAlarm } from '#lib/clusters/sees-alarm.ts'
import { contains } from '#lib/db/contains.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import {
  reachedClusterIds,
  requirePermissionIn,
  requirePermissionSomewhere,
  visibleClusterIds,
} from '#lib/users/require-permission.ts'
import { ChannelKind } from './channel-schema.ts'
import { DeliveryKind, DeliveryState, type NoticeDelivery } from './delivery-schema.ts'
import { RouteReason } from './route-schema.ts'
import { parseStoredNotice } from './stored-notice.ts'

export interface ListDeliveriesInput {
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  clusterId?: string | undefined
  channel?: string[] | undefined
  policy?: string[] | undefined
  state?: DeliveryState[] | undefined
  severity?: Severity[] | undefined
  transition?: Transition[] | undefined
  kind?: DeliveryKind[] | undefined
  instanceId?: string | undefined
  ruleId?: string | undefined
  eventId?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
}

const columns: Record<string, string> = { at: 'createdAt', channel: 'channelName', policy: 'policyName' }

/** What was sent to whom, newest first; of the clusters whose alarms the actor may read. */
export async function listDeliveries(ctx: Context, input: ListDeliveriesInput): Promise<List<NoticeDelivery>> {
  const { page, pageSize, sort = '-at', q, clusterId, from, to } = input
  if (clusterId === undefined) requirePermissionSomewhere(ctx, 'alarm:read')
  else requirePermissionIn(ctx, 'alarm:read', clusterId)
  const visible = visibleClusterIds(ctx, 'alarm:read')
  const text = q === undefined ? null : contains(q)
  const where: Prisma.NoticeDeliveryWhereInput = {
    AND: [
      visible === 'all'
        ? {}
        : { OR: [{ clusterId: { in: [...visible] } }, { instanceId: { in: await seenInstances(ctx) } }] },
      text === null
        ? {}
        : {
            OR: [
              { ruleName: text },
              ...['groupName', 'topicName', 'brokerName', 'address', 'clientId'].map((part) => ({
                notice: { path: ['object', part], string_contains: q ?? '', mode: 'insensitive' as const },
              })),
            ],
          },
    ],
    ...(clusterId !== undefined && { clusterId }),
    ...(input.channel && { channelId: { in: input.channel } }),
    ...(input.policy && { policyId: { in: input.policy } }),
    ...(input.state && { state: { in: input.state } }),
    ...(input.severity && { severity: { in: input.severity } }),
    ...(input.transition && { transition: { in: input.transition } }),
    ...(input.kind && { kind: { in: input.kind } }),
    ...(input.instanceId !== undefined && { instanceId: input.instanceId }),
    ...(input.ruleId !== undefined && { ruleId: input.ruleId }),
    ...(input.eventId !== undefined && { eventId: input.eventId }),
    ...((from ?? to) && { createdAt: { ...(from && { gte: from }), ...(to && { lte: to }) } }),
  }
  const field = sort.replace(/^-/, '')
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const [total, rows] = await Promise.all([
    db().noticeDelivery.count({ where }),
    db().noticeDelivery.findMany({
      where,
      orderBy: [{ [columns[field] ?? field]: direction }, { sequence: direction }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
  ])
  return { items: rows.map(toDelivery), total, page, pageSize }
}

/** Incidents of the parts of clusters that the actor sees, as far back as deliveries are kept. */
async function seenInstances(ctx: Context): Promise<string[]> {
  const reached = reachedClusterIds(ctx, 'alarm:read')
  const rows = await db().alarmInstance.findMany({
    where: {
      ...(reached !== 'all' && { clusterId: { in: [...reached] } }),
      OR: [{ endedAt: null }, { endedAt: { gt: new Date(Date.now() - 31 * 86_400_000) } }],
    },
    select: { instanceId: true, clusterId: true, namespace: true, topicName: true, groupName: true },
  })
  return rows.filter((names) => seesAlarm(ctx, 'alarm:read', names)).map(({ instanceId }) => instanceId)
}

export function toDelivery(row: Prisma.NoticeDeliveryGetPayload<object>): NoticeDelivery {
  const notice = parseStoredNotice(row.notice)
  return {
    deliveryId: row.deliveryId,
    kind: DeliveryKind.parse(row.kind),
    at: row.createdAt,
    eventId: row.eventId,
    instanceId: row.instanceId,
    ruleId: row.ruleId,
    ruleName: row.ruleName,
    clusterId: row.clusterId,
    clusterName: notice?.clusterName ?? null,
    environment: notice?.environment ?? null,
    transition: Transition.nullable().parse(row.transition),
    severity: Severity.nullable().parse(row.severity),
    object: notice?.object ?? null,
    policy: row.policyId === null ? null : { policyId: row.policyId, name: row.policyName ?? row.policyId },
    channel: { channelId: row.channelId ?? '', name: row.channelName, kind: ChannelKind.parse(row.channelKind) },
    state: DeliveryState.parse(row.state),
    mutedBy: RouteReason.nullable().parse(row.mutedBy),
    attempts: row.attempts,
    dueAt: row.dueAt,
    sentAt: row.sentAt,
    answerCode: row.answerCode,
    answer: row.answer,
    error: row.error,
    durationMs: row.durationMs,
    messageId: row.messageId,
    isDigest: row.isDigest,
    resentFrom: row.resentFrom,
  }
}

import { randomUUID } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { seesAlarm } from '#lib/clusters/sees-alarm.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { hasPermission, requirePermission, requirePermissionSomewhere } from '#lib/users/require-permission.ts'
import type { NoticeDelivery } from './delivery-schema.ts'
import { toDelivery } from './list-deliveries.ts'

/**
 * Sends a notice once more, by itself and at once, as it was. The first delivery stays as it is.
 *
 * @throws AppError NOT_FOUND, CONFLICT when it is still to be sent, or its channel is gone or disabled
 */
export async function resendDelivery(
  ctx: Context,
  deliveryId: string,
  now: Date = new Date(),
): Promise<NoticeDelivery> {
  requirePermissionSomewhere(ctx, 'alarm:write')
  const row = await db().noticeDelivery.findUnique({
    where: { deliveryId },
    include: { channel: { select: { isEnabled: true } } },
  })
  if (row?.kind !== 'NOTICE' || !holdsOn(ctx, 'alarm:read', row)) {
    throw new AppError('NOT_FOUND', `There is no delivery ${deliveryId}.`)
  }
  if (!holdsOn(ctx, 'alarm:write', row)) requirePermission(ctx, 'alarm:write', row.clusterId ?? undefined)
  const entry = {
    action: 'delivery.resend',
    target: { kind: 'delivery', name: deliveryId },
    ...(row.clusterId !== null && { clusterId: row.clusterId }),
  }
  return audited(ctx, entry, async (record) => {
    if (!row.channel) throw new AppError('CONFLICT', `The channel ${row.channelName} is gone.`)
    if (!row.channel.isEnabled) throw new AppError('CONFLICT', `The channel ${row.channelName} is disabled.`)
    if (['QUEUED', 'SENDING', 'RETRY'].includes(row.state)) {
      throw new AppError('CONFLICT', 'It is still to be sent; it needs no second one.')
    }
    const { channel: _channel, sequence: _sequence, ...fields } = row
    const id = randomUUID()
    const created = await db().noticeDelivery.create({
      data: {
        ...fields,
        deliveryId: id,
        key: `resend\n${id}`,
        notice: row.notice ?? {},
        groupKey: `resend ${id}`,
        state: 'QUEUED',
        mutedBy: null,
        createdAt: now,
        dueAt: now,
        messageId: null,
        isDigest: false,
        holder: null,
        leaseEndsAt: null,
        attempts: 0,
        sentAt: null,
        answerCode: null,
        answer: null,
        error: null,
        durationMs: null,
        platformId: null,
        resentFrom: deliveryId,
      },
    })
    const resent = toDelivery(created)
    record.after({ deliveryId: id })
    return resent
  })
}

/** On what the notice is about, or on all of its cluster. */
function holdsOn(ctx: Context, permission: Permission, row: Parameters<typeof toDelivery>[0]): boolean {
  const { clusterId } = row
  const object = toDelivery(row).object
  if (clusterId === null || !object) return hasPermission(ctx, permission, clusterId ?? undefined)
  const { namespace = '', topicName = '', groupName = '' } = object
  return seesAlarm(ctx, permission, { clusterId, namespace, topicName, groupName })
}

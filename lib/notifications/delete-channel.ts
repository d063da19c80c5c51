import { audited } from '#lib/audit/audited.ts'
import { deleteSecret } from '#lib/clusters/sealed-secrets.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findChannelRow, parseChannel, toChannel } from './find-channel.ts'

/**
 * Deletes a channel with its secrets. What was to be sent over it is muted; what was sent stays listed.
 *
 * @throws AppError NOT_FOUND, CONFLICT while a policy uses it
 */
export async function deleteChannel(ctx: Context, channelId: string): Promise<undefined> {
  requirePermission(ctx, 'channel:manage')
  const row = await findChannelRow(channelId)
  const before = toChannel(row)
  const entry = { action: 'channel.delete', target: { kind: 'channel', name: before.name }, before }
  await audited(ctx, entry, () =>
    db().$transaction(async (tx) => {
      const used = await tx.noticePolicyChannel.findMany({
        where: { channelId },
        select: { policy: { select: { name: true } } },
      })
      if (used.length > 0) {
        const names = used.map(({ policy }) => policy.name).join(', ')
        throw new AppError('CONFLICT', `Policies send to it: ${names}. Take it out of them first.`, {
          reason: 'IN_USE',
        })
      }
      await tx.noticeDelivery.updateMany({
        where: { channelId, state: { in: ['QUEUED', 'RETRY', 'SENDING'] } },
        data: { state: 'MUTED', mutedBy: 'CHANNEL_DISABLED', leaseEndsAt: null },
      })
      for (const { sealedId } of Object.values(parseChannel(row).secrets)) await deleteSecret(sealedId, tx)
      await tx.noticeChannel.deleteMany({ where: { channelId } })
    }),
  )
}

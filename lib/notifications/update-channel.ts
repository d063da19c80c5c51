import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { revisionConflict } from '#lib/users/revision-conflict.ts'
import type { NoticeChannel, NoticeChannelPatch } from './channel-schema.ts'
import { checkChannel } from './check-channel.ts'
import { findChannelRow, parseChannel, toChannel } from './find-channel.ts'
import { keepSecrets } from './keep-secrets.ts'
import { asNameTaken } from './name-taken.ts'

/**
 * Changes a channel. What waits in the outbox goes out as the channel is then.
 *
 * @throws AppError NOT_FOUND, INVALID_INPUT, CONFLICT for an old revision or a name that is taken
 */
export async function updateChannel(
  ctx: Context,
  { channelId, ...patch }: NoticeChannelPatch & { channelId: string },
): Promise<NoticeChannel> {
  requirePermission(ctx, 'channel:manage')
  const row = await findChannelRow(channelId)
  const before = toChannel(row)
  const { revision, secrets, config = before.config, heartbeatMinutes, ...fields } = patch
  if (config.kind !== before.kind) {
    throw new AppError('INVALID_INPUT', 'The kind of a channel stays. Add another one.', {
      fields: [{ path: 'body.config.kind', rule: 'fixed', detail: 'The kind of a channel stays.' }],
    })
  }
  const kept = parseChannel(row).secrets
  const beats = heartbeatMinutes === undefined ? before.heartbeatMinutes : heartbeatMinutes
  await checkChannel(config, secrets, Object.keys(kept), beats)
  const entry = { action: 'channel.update', target: { kind: 'channel', name: before.name }, before }
  return audited(ctx, entry, async (record) => {
    const after = await db()
      .$transaction(async (tx) => {
        const { count } = await tx.noticeChannel.updateMany({
          where: { channelId, ...(revision !== undefined && { revision: Number(revision) || 0 }) },
          data: {
            revision: { increment: 1 },
            config,
            ...(fields.name !== undefined && { name: fields.name }),
            ...(fields.isEnabled !== undefined && { isEnabled: fields.isEnabled }),
            // Another limit holds from now on.
            ...(fields.ratePerMinute !== undefined && { ratePerMinute: fields.ratePerMinute, opensAt: null }),
            ...(heartbeatMinutes !== undefined && { heartbeatMinutes, heartbeatDueAt: null }),
          },
        })
        if (count === 0) throw revisionConflict(`The channel ${before.name}`)
        const sealed = await keepSecrets(tx, kept, secrets)
        await tx.noticeChannel.update({ where: { channelId }, data: { secrets: sealed } })
        return toChannel(await findChannelRow(channelId, tx))
      })
      .catch((error: unknown) => {
        throw asNameTaken(error, 'channel', fields.name)
      })
    record.after(after)
    return after
  })
}

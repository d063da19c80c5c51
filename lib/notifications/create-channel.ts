import { randomUUID } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { NewNoticeChannel, NoticeChannel } from './channel-schema.ts'
import { checkChannel } from './check-channel.ts'
import { findChannelRow, toChannel } from './find-channel.ts'
import { keepSecrets } from './keep-secrets.ts'
import { asNameTaken } from './name-taken.ts'

const MAX_CHANNELS = 200

/**
 * Adds a channel. The first one joins the default policy unless told otherwise: alarms are silent until then, and somebody who has
 * just said where to send to does not expect silence.
 *
 * @throws AppError INVALID_INPUT, CONFLICT for a name that is taken, LIMIT_EXCEEDED
 */
export async function createChannel(ctx: Context, input: NewNoticeChannel): Promise<NoticeChannel> {
  requirePermission(ctx, 'channel:manage')
  const { secrets, config, inDefaultPolicy, ...fields } = input
  await checkChannel(config, secrets, [], input.heartbeatMinutes)
  const entry = { action: 'channel.create', target: { kind: 'channel', name: input.name } }
  return audited(ctx, entry, async (record) => {
    const used = await db().noticeChannel.count()
    if (used >= MAX_CHANNELS) {
      throw new AppError('LIMIT_EXCEEDED', `There are ${MAX_CHANNELS} channels already.`, { limit: MAX_CHANNELS, used })
    }
    const channelId = randomUUID()
    const saved = await db()
      .$transaction(async (tx) => {
        const kept = await keepSecrets(tx, {}, secrets)
        await tx.noticeChannel.create({
          data: { channelId, ...fields, kind: config.kind, config, secrets: kept, createdBy: ctx.actor.name },
        })
        const fallback = await tx.noticePolicy.findFirst({ where: { isDefault: true }, include: { channels: true } })
        if (fallback && (inDefaultPolicy ?? fallback.channels.length === 0)) {
          const { policyId } = fallback
          await tx.noticePolicyChannel.create({ data: { policyId, channelId } })
          await tx.noticePolicy.update({ where: { policyId }, data: { revision: { increment: 1 } } })
        }
        return toChannel(await findChannelRow(channelId, tx))
      })
      .catch((error: unknown) => {
        throw asNameTaken(error, 'channel', input.name)
      })
    record.after(saved)
    return saved
  })
}

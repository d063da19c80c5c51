import { randomUUID } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { ChannelTest } from './channel-schema.ts'
import { findChannelRow, parseChannel } from './find-channel.ts'
import { testMessage } from './message.ts'
import type { NoticeLanguage } from './schema.ts'
import { sendMessage } from './send-message.ts'

/**
 * Sends a test message over a channel at once, past the outbox and its limits, also when the channel is disabled: one tries it before
 * it is used.
 *
 * @returns what was sent, without secrets, and what the platform answered; a refusal is an answer, no error
 * @throws AppError NOT_FOUND
 */
export async function testChannel(
  ctx: Context,
  { channelId, language }: { channelId: string; language: NoticeLanguage },
  now: Date = new Date(),
): Promise<ChannelTest> {
  requirePermission(ctx, 'channel:manage')
  const row = await findChannelRow(channelId)
  const entry = { action: 'channel.test', target: { kind: 'channel', name: row.name } }
  return audited(ctx, entry, async (record) => {
    const message = testMessage(randomUUID(), language, row.name, now)
    const outcome = await sendMessage(parseChannel(row), message, { thread: null, now, signal: ctx.signal })
    await db().noticeChannel.updateMany({
      where: { channelId },
      data: outcome.isAccepted
        ? { lastSuccessAt: now, failures: 0 }
        : { lastFailureAt: now, lastFailure: outcome.error, failures: { increment: 1 } },
    })
    const { isAccepted, request, answer, error, durationMs } = outcome
    record.after({ isAccepted, answer, error })
    return { isAccepted, request, answer, error, durationMs }
  })
}

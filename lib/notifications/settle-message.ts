import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { count } from '#lib/metrics.ts'
import type { ClaimedMessage } from './claim-message.ts'
import { nextAttemptAt } from './outbox-times.ts'
import type { SendOutcome } from './send-message.ts'

export interface SettleOptions {
  maxRetries: number | null
  heartbeatMinutes: number | null
}

/**
 * Writes down what came of an attempt: SENT, RETRY at its time, or DEAD. When the lease has ended meanwhile and somebody else has
 * the message, nothing is written: it is theirs.
 */
export async function settleMessage(
  claimed: ClaimedMessage,
  outcome: SendOutcome,
  now: Date,
  { maxRetries, heartbeatMinutes }: SettleOptions,
): Promise<void> {
  const [first] = claimed.rows
  if (!first) return
  const isHeartbeat = first.kind === 'HEARTBEAT'
  // A sign of life that comes after the next one says nothing.
  const giveUp = isHeartbeat ? { giveUpMs: (heartbeatMinutes ?? 1) * 60_000 } : {}
  const retryAt = outcome.isAccepted
    ? null
    : nextAttemptAt(first.attempts, first.createdAt, now, {
        retryAfterSeconds: outcome.retryAfterSeconds,
        maxRetries,
        ...giveUp,
      })
  const result: Prisma.NoticeDeliveryUpdateManyMutationInput = outcome.isAccepted
    ? { state: 'SENT', sentAt: now, platformId: outcome.platformId }
    : retryAt
      ? { state: 'RETRY', dueAt: retryAt }
      : { state: 'DEAD' }
  const { count: written } = await withPatience(() =>
    db().noticeDelivery.updateMany({
      where: { ...isHeldBy(claimed), attempts: first.attempts },
      data: {
        ...result,
        leaseEndsAt: null,
        answerCode: outcome.answer?.code ?? null,
        answer: outcome.answer?.body ?? null,
        error: outcome.error,
        durationMs: outcome.durationMs,
      },
    }),
  )
  if (written === 0) return
  const attempt = { channel: first.channelKind, outcome: String(result.state) }
  count('apogee_deliveries_total', 'Attempts to deliver notices, by kind of channel and what came of them', attempt)
  const { channelId } = claimed
  await db().noticeChannel.updateMany({
    where: { channelId },
    data: outcome.isAccepted
      ? { lastSuccessAt: now, failures: 0, ...(isHeartbeat && { lastHeartbeatAt: now }) }
      : { lastFailureAt: now, lastFailure: outcome.error, failures: { increment: 1 } },
  })
}

/** An outcome that is lost is a message that is sent twice: a database that is busy is asked again. */
async function withPatience<T>(write: () => Promise<T>): Promise<T> {
  for (let left = 3; ; left -= 1) {
    try {
      return await write()
    } catch (error) {
      if (left === 0) throw error
    }
  }
}

/** What was claimed turned out not to be sent at all. */
export async function muteMessage(claimed: ClaimedMessage, mutedBy: 'CHANNEL_DISABLED'): Promise<void> {
  await db().noticeDelivery.updateMany({
    where: isHeldBy(claimed),
    data: { state: 'MUTED', mutedBy, leaseEndsAt: null, attempts: { decrement: 1 } },
  })
}

const isHeldBy = ({ messageId, holder }: ClaimedMessage) => ({ messageId, holder, state: 'SENDING' })

import type { DeadLetterMark, DeadLetterResend as ResendRow } from '#lib/db/generated/client.ts'
import { type DeadLetterResend, type DeadLetterState, ResendState, ResendTo } from './schema.ts'

/** What was not stored counts as never sent. */
export const wasSent = ({ state }: Pick<ResendRow, 'state'>): boolean => state !== 'FAILED'

/**
 * A copy that came after its origin was marked is not handled by that.
 *
 * @param resends of its origin, in order of time
 */
export function letterState(
  letter: { storeTimestamp: Date },
  mark: Pick<DeadLetterMark, 'handledAt'> | undefined,
  resends: readonly Pick<ResendRow, 'state'>[],
): DeadLetterState {
  if (mark?.handledAt && mark.handledAt >= letter.storeTimestamp) return 'HANDLED'
  const last = resends.findLast(wasSent)
  if (!last) return 'NEW'
  if (last.state === 'SUCCEEDED' || last.state === 'FAILED_AGAIN') return last.state
  return 'RESENT'
}

/**
 * Would sending it again be sending it twice? It was sent itself, or a copy of it is still on its way or did succeed. A copy that came
 * back as a dead letter of its own may be sent; the one that it came from may not.
 */
export function isResent(letterId: string, resends: readonly Pick<ResendRow, 'state' | 'letterId'>[]): boolean {
  const sent = resends.filter(wasSent)
  return sent.some((resend) => resend.letterId === letterId || resend.state !== 'FAILED_AGAIN')
}

export function toResend(row: ResendRow): DeadLetterResend {
  return {
    resendId: row.resendId,
    originId: row.originId,
    letterId: row.letterId,
    to: ResendTo.parse(row.target),
    topicName: row.topicName,
    brokerName: row.brokerName,
    queueId: row.queueId,
    queueOffset: row.queueOffset,
    uniqKey: row.uniqKey,
    offsetMsgId: row.offsetMsgId,
    state: ResendState.parse(row.state),
    ...(row.error !== null && { error: row.error }),
    ...(row.reason !== null && { reason: row.reason }),
    resentAt: row.resentAt,
    resentBy: row.resentBy,
    ...(row.jobId !== null && { jobId: String(row.jobId) }),
    ...(row.consumedAt && { consumedAt: row.consumedAt }),
    ...(row.settlesAt && { settlesAt: row.settlesAt }),
  }
}

import type { ResetMechanism, ResetOutcome } from './schema.ts'

/** What became of the request for a queue. NOT_NEEDED: it stood there already. PENDING: begun, and the console ended. */
export type WriteState = 'NOT_NEEDED' | 'PENDING' | 'DONE' | 'FAILED' | 'UNKNOWN'

export interface JudgedQueue {
  mechanism: ResetMechanism
  /** Brokers hand messages to clients and move the offset themselves. */
  isPop: boolean
  minOffset: bigint
  currentOffset: bigint | null
  targetOffset: bigint
  write: WriteState
  outcome: ResetOutcome
  consumerOffset: bigint | null
  /** It was seen where the reset led. */
  hasMoved: boolean
}

export type Verdict = Pick<JudgedQueue, 'outcome' | 'consumerOffset' | 'hasMoved'>

/**
 * What a reading of the committed offset says of the reset of a queue. It is never called applied because it was sent, and never
 * when a client may have committed its own offset over it.
 *
 * BROKER: commits are ignored until a client has pulled from the new offset, so that whatever is further on was consumed from
 * there; brokers that hand out messages themselves (POP) have no such guard. CLIENTS: a client drops what it holds, and goes on
 * 10 s later. COMMIT: nobody was online; who has come since either began there or had the old offset in memory.
 *
 * @param read null: there is none; undefined: it could not be read
 */
export function judgeQueue(
  queue: JudgedQueue,
  { read, isOnline, isLast }: { read: bigint | null | undefined; isOnline: boolean; isLast: boolean },
): Verdict {
  const { targetOffset, write, hasMoved } = queue
  if (read === undefined) {
    const isUnseen = isLast && queue.outcome === 'WAITING' && queue.consumerOffset === null
    return { outcome: isUnseen ? 'UNKNOWN' : queue.outcome, consumerOffset: queue.consumerOffset, hasMoved }
  }
  const verdict = (outcome: ResetOutcome, moved = hasMoved): Verdict => ({
    outcome,
    consumerOffset: read,
    hasMoved: moved,
  })
  if (write === 'FAILED') return verdict('FAILED')
  if (read === targetOffset) return verdict('APPLIED', true)
  if (read === null) return verdict(queue.mechanism === 'CLIENTS' && !hasMoved ? 'WAITING' : 'UNKNOWN')
  if (write === 'UNKNOWN' || write === 'PENDING') return verdict('UNKNOWN')
  const from = queue.currentOffset ?? queue.minOffset
  const isBackwards = targetOffset < from
  if (queue.mechanism === 'CLIENTS') return judgePushed(verdict, { read, targetOffset, from, hasMoved })
  if (read < targetOffset || !isOnline) return verdict('OVERWRITTEN')
  // Further on than the target, and a client is online.
  const couldBeOld = isBackwards && read >= from && (queue.mechanism === 'COMMIT' || queue.isPop)
  return verdict(couldBeOld ? 'OVERWRITTEN' : 'APPLIED', !couldBeOld)
}

function judgePushed(
  verdict: (outcome: ResetOutcome, moved?: boolean) => Verdict,
  { read, targetOffset, from, hasMoved }: { read: bigint; targetOffset: bigint; from: bigint; hasMoved: boolean },
): Verdict {
  if (targetOffset >= from) {
    if (read > targetOffset) return verdict('APPLIED', true)
    return verdict(hasMoved ? 'OVERWRITTEN' : 'WAITING')
  }
  if (read < targetOffset) return verdict('OVERWRITTEN')
  if (read < from) return verdict('APPLIED', true)
  // Where it was before, or further: consumed on since it was seen behind, or not moved at all.
  return verdict(hasMoved ? 'APPLIED' : 'WAITING')
}

/** When the offsets are read after a reset, in ms. A pushed reset takes 10 s, and a small one is soon consumed again: more looks. */
const checkMs: Record<ResetMechanism, readonly number[]> = {
  BROKER: [3_000, 10_000, 30_000],
  COMMIT: [3_000, 10_000, 30_000],
  CLIENTS: [3_000, 10_000, 11_000, 12_500, 14_000, 16_000, 18_000, 21_000, 25_000, 30_000],
}

/** @returns when the next reading is due; null after the last */
export function nextCheckAt(mechanism: ResetMechanism, appliedAt: Date, checksDone: number): Date | null {
  const afterMs = checkMs[mechanism][checksDone]
  return afterMs === undefined ? null : new Date(appliedAt.getTime() + afterMs)
}

/** How many readings there are; those whose time has passed are not made up for. */
export function checksDueBy(mechanism: ResetMechanism, appliedAt: Date, now: Date): number {
  return checkMs[mechanism].filter((afterMs) => appliedAt.getTime() + afterMs <= now.getTime()).length
}

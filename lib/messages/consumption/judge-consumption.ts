import type { ConsumptionReason, ConsumptionRow, MessageCopy } from '#lib/messages/schema.ts'
import { matchesTag } from './matches-tag.ts'
import type { TracedDelivery } from './traced-deliveries.ts'

/** Copy in a retry topic of the group. */
export interface RetryCopy extends MessageCopy {
  /** 1 for the first delivery again. */
  tries: number
  /** The group has committed past it; null: its offset is unknown. */
  isConsumed: boolean | null
}

/** Copy that waits in a delay topic until it goes into the retry topic. */
export interface WaitingCopy {
  tries: number
  dueAt: Date | null
}

/** All that is known of one message and one group. */
export interface ConsumptionEvidence {
  groupName: string
  tag: string | null
  queueOffset: bigint
  deadLetters: readonly MessageCopy[]
  retries: readonly RetryCopy[]
  waiting: readonly WaitingCopy[]
  /** What its clients wrote down; empty also where traces were not read. */
  traced: readonly TracedDelivery[]
  /** A server on which copies may lie did not answer. */
  mayLackCopies: boolean
  /** Clients that brokers and proxies see; null: none seen, and some did not answer. */
  clients: number | null
  /** No proxy is registered, so clients of one would not be seen. */
  isWithoutProxy: boolean
  isBroadcast: boolean
  /** Takes messages by POP: what is acknowledged out of turn shows late in its offset. */
  isPop: boolean
  /** To the topic of the message; null when its clients have none, or none is seen. */
  subscription: { expressionType: string; expression: string } | null
  /** What the broker says of a SQL92 expression; null: not asked, or it cannot say. */
  sqlMatches: boolean | null
  /** Of the message's queue; null: its broker did not answer. */
  progress: Progress | null
  /** Client that reads the queue of the message; null: nobody said so. */
  ownerClientId: string | null
}

export interface Progress {
  minOffset: bigint
  /** Null: the group never committed. */
  consumerOffset: bigint | null
  /** What has been handed out ends before it; null before 5.1. */
  pullOffset: bigint | null
}

type Verdict = Pick<
  ConsumptionRow,
  'status' | 'source' | 'isProbable' | 'tries' | 'nextRetryAt' | 'messagesAhead' | 'traced' | 'reason'
>

/** The first rule that fits. @param now to tell a delivery that is still to come */
export function judgeConsumption(evidence: ConsumptionEvidence, now: Date): ConsumptionRow {
  const { groupName, deadLetters, retries, subscription, clients, progress, ownerClientId } = evidence
  const [deadLetter] = deadLetters
  const consumerOffset = progress?.consumerOffset ?? null
  return {
    groupName,
    ...verdict(evidence, now),
    attempts: retries
      .toSorted((a, b) => a.tries - b.tries || a.at.getTime() - b.at.getTime())
      .map(({ isConsumed: _, ...copy }) => copy),
    ...(deadLetter && { deadLetter }),
    ...(subscription && { subscription }),
    ...(consumerOffset !== null && !evidence.isBroadcast && { consumerOffset }),
    clients,
    ...(ownerClientId !== null && { ownerClientId }),
  }
}

function verdict(evidence: ConsumptionEvidence, now: Date): Verdict {
  if (evidence.deadLetters.length > 0) return { status: 'IN_DLQ', source: 'DLQ_COPY', isProbable: false }
  return (
    byRetry(evidence, now) ?? byTrace(evidence) ?? byUnknownRetry(evidence) ?? byFilter(evidence) ?? byOffset(evidence)
  )
}

const unknown = (reason: ConsumptionReason): Verdict => ({ status: 'UNKNOWN', source: null, isProbable: false, reason })

const newestFirst = (retries: readonly RetryCopy[]) =>
  retries.toSorted((a, b) => b.tries - a.tries || b.at.getTime() - a.at.getTime())

/** The newest copy counts: those before it have been taken, or there were none after them. */
function byRetry({ retries, waiting }: ConsumptionEvidence, now: Date): Verdict | null {
  const [last] = newestFirst(retries)
  const [next] = waiting.toSorted((a, b) => b.tries - a.tries)
  if (next && next.tries > (last?.tries ?? 0)) {
    const isToCome = next.dueAt !== null && next.dueAt > now
    return {
      status: 'IN_RETRY',
      source: 'RETRY_COPY',
      isProbable: false,
      tries: next.tries,
      ...(isToCome && next.dueAt && { nextRetryAt: next.dueAt }),
    }
  }
  return last?.isConsumed === false
    ? { status: 'IN_RETRY', source: 'RETRY_COPY', isProbable: false, tries: last.tries }
    : null
}

/**
 * Consumed once is consumed. A failure counts where nothing is known to have come after it: no delivery that a client began, no
 * copy to try again. A broadcast group has a delivery for each client, and those that trace nothing may stand elsewhere.
 */
function byTrace({ traced, retries, isBroadcast, mayLackCopies }: ConsumptionEvidence): Verdict | null {
  const [last] = traced.toSorted(
    (a, b) => (b.tries ?? 0) - (a.tries ?? 0) || (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0),
  )
  const success = traced.find(({ outcome }) => outcome === 'SUCCESS')
  const isFailure = last?.outcome === 'FAILED' && (last.tries ?? 0) >= (newestFirst(retries)[0]?.tries ?? 0)
  const told = success ?? (isFailure ? last : undefined)
  if (!told) return null
  const doubt = isBroadcast ? 'BROADCAST' : !success && mayLackCopies ? 'NO_ANSWER' : undefined
  return {
    status: success ? 'CONSUMED' : 'FAILED',
    source: 'TRACE',
    isProbable: doubt !== undefined,
    traced: { at: told.at, clientHost: told.clientHost },
    ...(doubt && { reason: doubt }),
  }
}

/** Whoever has a copy wanted the message, but nobody said whether it was taken. */
const byUnknownRetry = ({ retries }: ConsumptionEvidence): Verdict | null =>
  newestFirst(retries)[0]?.isConsumed === null ? unknown('NO_ANSWER') : null

function byFilter({ subscription, sqlMatches, tag }: ConsumptionEvidence): Verdict | null {
  if (!subscription) return null
  if (subscription.expressionType === 'TAG') {
    const isFiltered = !matchesTag(subscription.expression, tag)
    return isFiltered ? { status: 'FILTERED', source: 'FILTER', isProbable: false } : null
  }
  return sqlMatches === false ? { status: 'FILTERED', source: 'FILTER', isProbable: true, reason: 'SQL92' } : null
}

function byOffset(evidence: ConsumptionEvidence): Verdict {
  const { queueOffset, progress, isBroadcast, isPop, mayLackCopies, clients, subscription } = evidence
  if (isBroadcast) return unknown('BROADCAST')
  if (!progress) return unknown('NO_ANSWER')
  const { minOffset, consumerOffset, pullOffset } = progress
  if (consumerOffset !== null && consumerOffset > queueOffset) {
    const doubt = mayLackCopies ? 'NO_ANSWER' : isPop ? 'POP' : undefined
    return { status: 'CONSUMED', source: 'OFFSET', isProbable: doubt !== undefined, ...(doubt && { reason: doubt }) }
  }
  if (queueOffset < minOffset) return unknown('EXPIRED')
  const isHandedOut = pullOffset !== null && pullOffset > queueOffset
  // Without a client nobody holds it, whatever was handed out once.
  if (isHandedOut && clients !== 0) return { status: 'INFLIGHT', source: 'OFFSET', isProbable: clients === null }
  const ahead = consumerOffset === null ? {} : { messagesAhead: queueOffset - larger(consumerOffset, minOffset) }
  const neverConsumed = consumerOffset === null ? { reason: 'NEVER_CONSUMED' as const } : {}
  if (clients === 0) {
    const reason = evidence.isWithoutProxy ? { reason: 'NO_PROXY' as const } : neverConsumed
    return { status: 'NOT_ONLINE', source: 'OFFSET', isProbable: evidence.isWithoutProxy, ...ahead, ...reason }
  }
  if (clients !== null && !subscription) {
    return { status: 'NOT_ONLINE', source: 'OFFSET', isProbable: false, ...ahead, reason: 'NOT_SUBSCRIBED' }
  }
  const noAnswer = clients === null ? { reason: 'NO_ANSWER' as const } : {}
  return { status: 'NOT_CONSUMED', source: 'OFFSET', isProbable: false, ...ahead, ...neverConsumed, ...noAnswer }
}

const larger = (a: bigint, b: bigint) => (a > b ? a : b)

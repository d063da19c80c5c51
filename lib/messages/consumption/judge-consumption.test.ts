import { describe, expect, it } from 'vitest'
import type { MessageCopy } from '#lib/messages/schema.ts'
import { type ConsumptionEvidence, judgeConsumption, type RetryCopy } from './judge-consumption.ts'
import type { TracedDelivery } from './traced-deliveries.ts'

const now = new Date('2026-11-22T14:00:00.000Z')
const later = new Date('2026-11-22T14:00:30.000Z')
const earlier = new Date('2026-11-22T13:59:30.000Z')
const copy: MessageCopy = {
  at: earlier,
  queue: { topicName: '%DLQ%g', brokerName: 'broker-a', queueId: 0 },
  queueOffset: 7n,
  offsetMsgId: 'A',
}
const retry = (tries: number, isConsumed: boolean | null): RetryCopy => ({ ...copy, tries, isConsumed })
const traced = (outcome: TracedDelivery['outcome'], tries: number | null = 0, at = earlier): TracedDelivery => ({
  groupName: 'g',
  clientHost: '10.0.0.7',
  ...{ at, tries, outcome },
})
const tag = (expression: string) => ({ expressionType: 'TAG', expression })
const sql = { expressionType: 'SQL92', expression: 'amount > 5' }
const at = (consumerOffset: bigint | null, pullOffset: bigint | null = null, minOffset = 0n) => ({
  minOffset,
  consumerOffset,
  pullOffset,
})

/** An online group that wants everything, of a message at offset 10 with the tag paid. */
const evidence = (more: Partial<ConsumptionEvidence>): ConsumptionEvidence => ({
  groupName: 'g',
  tag: 'paid',
  queueOffset: 10n,
  deadLetters: [],
  retries: [],
  waiting: [],
  traced: [],
  mayLackCopies: false,
  clients: 2,
  isWithoutProxy: false,
  isBroadcast: false,
  isPop: false,
  subscription: tag('*'),
  sqlMatches: null,
  progress: at(11n),
  ownerClientId: null,
  ...more,
})

describe('what became of a message in a group', () => {
  it.each<[string, Partial<ConsumptionEvidence>, object]>([
    ['a dead letter, whatever its offset says', { deadLetters: [copy] }, { status: 'IN_DLQ', source: 'DLQ_COPY' }],
    [
      'a dead letter before a try that is still to come',
      { deadLetters: [copy], waiting: [{ tries: 2, dueAt: later }] },
      { status: 'IN_DLQ' },
    ],
    [
      'a copy that waits for its third try',
      { retries: [retry(1, true), retry(2, true)], waiting: [{ tries: 3, dueAt: later }] },
      { status: 'IN_RETRY', source: 'RETRY_COPY', tries: 3, nextRetryAt: later },
    ],
    ['a copy that was due a moment ago', { waiting: [{ tries: 1, dueAt: earlier }] }, { status: 'IN_RETRY', tries: 1 }],
    [
      'a copy that can be taken now',
      { retries: [retry(1, false)], waiting: [{ tries: 1, dueAt: earlier }] },
      { status: 'IN_RETRY', tries: 1 },
    ],
    ['a try that was taken', { retries: [retry(1, true)] }, { status: 'CONSUMED', source: 'OFFSET' }],
    ['a try whose offset is unknown', { retries: [retry(1, null)] }, { status: 'UNKNOWN', reason: 'NO_ANSWER' }],
    [
      'a delivery that its client traced as a success, whatever filter and offset say',
      { traced: [traced('SUCCESS')], subscription: tag('open'), progress: at(4n) },
      {
        status: 'CONSUMED',
        source: 'TRACE',
        isProbable: false,
        traced: { at: earlier, clientHost: '10.0.0.7' },
      },
    ],
    [
      'a failure and then a success',
      { traced: [traced('FAILED', 0), traced('SUCCESS', 1)], retries: [retry(1, true)] },
      { status: 'CONSUMED', source: 'TRACE' },
    ],
    [
      'a failure that nothing followed',
      { traced: [traced('FAILED')] },
      { status: 'FAILED', source: 'TRACE', isProbable: false, traced: { at: earlier } },
    ],
    [
      'a failure, with copies out of sight',
      { traced: [traced('FAILED')], mayLackCopies: true },
      { status: 'FAILED', isProbable: true, reason: 'NO_ANSWER' },
    ],
    [
      'a failure of the last try that was taken',
      { traced: [traced('FAILED', 1), traced('FAILED', 0)], retries: [retry(1, true)] },
      { status: 'FAILED', source: 'TRACE' },
    ],
    [
      'a failure before a try that was taken and not traced',
      { traced: [traced('FAILED')], retries: [retry(1, true)] },
      { status: 'CONSUMED', source: 'OFFSET' },
    ],
    [
      'a failure before a try that is to come',
      { traced: [traced('FAILED')], waiting: [{ tries: 1, dueAt: later }] },
      { status: 'IN_RETRY', source: 'RETRY_COPY' },
    ],
    ['a traced success and a dead letter', { traced: [traced('SUCCESS')], deadLetters: [copy] }, { status: 'IN_DLQ' }],
    [
      'a failure before a delivery that has not ended',
      { traced: [traced('FAILED'), traced('NO_END', 0, now)], progress: at(10n, 11n) },
      { status: 'INFLIGHT', source: 'OFFSET' },
    ],
    ['a delivery whose end is not told', { traced: [traced('NO_END')] }, { status: 'CONSUMED', source: 'OFFSET' }],
    [
      'a try whose offset is unknown, and its trace',
      { retries: [retry(1, null)], traced: [traced('SUCCESS', 1)] },
      { status: 'CONSUMED', source: 'TRACE' },
    ],
    [
      'a success at one client of a broadcast group',
      { isBroadcast: true, traced: [traced('SUCCESS')] },
      { status: 'CONSUMED', source: 'TRACE', isProbable: true, reason: 'BROADCAST' },
    ],
    ['another tag', { subscription: tag('open || refund') }, { status: 'FILTERED', source: 'FILTER' }],
    ['one of two tags', { subscription: tag('open||paid') }, { status: 'CONSUMED' }],
    ['a tag, of a message without one', { tag: null, subscription: tag('paid') }, { status: 'FILTERED' }],
    ['an empty expression', { tag: null, subscription: tag('') }, { status: 'CONSUMED' }],
    [
      'a SQL92 expression that does not match',
      { subscription: sql, sqlMatches: false },
      { status: 'FILTERED', source: 'FILTER', isProbable: true, reason: 'SQL92' },
    ],
    ['a SQL92 expression that matches', { subscription: sql, sqlMatches: true }, { status: 'CONSUMED' }],
    ['a SQL92 expression nobody can judge', { subscription: sql }, { status: 'CONSUMED' }],
    ['an offset behind it', { progress: at(11n) }, { status: 'CONSUMED', source: 'OFFSET', isProbable: false }],
    ['an offset behind it, by POP', { isPop: true }, { status: 'CONSUMED', isProbable: true, reason: 'POP' }],
    [
      'an offset behind it, with copies out of sight',
      { mayLackCopies: true },
      { status: 'CONSUMED', isProbable: true, reason: 'NO_ANSWER' },
    ],
    ['an offset behind it, offline', { clients: 0, subscription: null }, { status: 'CONSUMED', isProbable: false }],
    ['handed out, not committed', { progress: at(10n, 11n) }, { status: 'INFLIGHT', source: 'OFFSET' }],
    ['handed out once to clients that are gone', { clients: 0, progress: at(10n, 11n) }, { status: 'NOT_ONLINE' }],
    [
      'not handed out',
      { progress: at(4n, 6n) },
      { status: 'NOT_CONSUMED', source: 'OFFSET', messagesAhead: 6n, isProbable: false },
    ],
    ['behind what retention deleted', { progress: at(2n, null, 5n) }, { status: 'NOT_CONSUMED', messagesAhead: 5n }],
    ['next in its queue', { progress: at(10n) }, { status: 'NOT_CONSUMED', messagesAhead: 0n }],
    ['a group that never committed', { progress: at(null) }, { status: 'NOT_CONSUMED', reason: 'NEVER_CONSUMED' }],
    [
      'a group without clients',
      { clients: 0, subscription: null, progress: at(4n) },
      { status: 'NOT_ONLINE', source: 'OFFSET', messagesAhead: 6n, isProbable: false },
    ],
    [
      'a group without clients that are seen, with no proxy to ask',
      { clients: 0, subscription: null, progress: at(4n), isWithoutProxy: true },
      { status: 'NOT_ONLINE', isProbable: true, reason: 'NO_PROXY' },
    ],
    [
      'clients that subscribe to other topics',
      { subscription: null, progress: at(4n) },
      { status: 'NOT_ONLINE', reason: 'NOT_SUBSCRIBED' },
    ],
    [
      'clients that perhaps are there',
      { clients: null, subscription: null, progress: at(4n) },
      { status: 'NOT_CONSUMED', messagesAhead: 6n, reason: 'NO_ANSWER' },
    ],
    ['a broadcast group', { isBroadcast: true, progress: at(null) }, { status: 'UNKNOWN', reason: 'BROADCAST' }],
    ['a broadcast group with another tag', { isBroadcast: true, subscription: tag('open') }, { status: 'FILTERED' }],
    ['a broker that does not answer', { progress: null }, { status: 'UNKNOWN', source: null, reason: 'NO_ANSWER' }],
    ['a place that retention deleted', { progress: at(4n, 6n, 11n) }, { status: 'UNKNOWN', reason: 'EXPIRED' }],
  ])('M-9: %s', (_, more, expected) => {
    expect(judgeConsumption(evidence(more), now)).toMatchObject({ groupName: 'g', ...expected })
  })

  it('is told without a number or a time where there is none', () => {
    expect(judgeConsumption(evidence({ progress: at(null) }), now)).not.toHaveProperty('messagesAhead')
    const due = judgeConsumption(evidence({ waiting: [{ tries: 1, dueAt: earlier }] }), now)
    expect(due).not.toHaveProperty('nextRetryAt')
  })

  it('comes with its tries in order, and with the dead letter', () => {
    const row = judgeConsumption(
      evidence({ deadLetters: [copy], retries: [{ ...retry(2, true), offsetMsgId: 'C' }, retry(1, true)] }),
      now,
    )
    expect(row.attempts.map(({ offsetMsgId }) => offsetMsgId)).toEqual(['A', 'C'])
    expect(row.deadLetter).toEqual(copy)
  })
})

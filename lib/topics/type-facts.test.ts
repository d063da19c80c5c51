import { describe, expect, it } from 'vitest'
import { ok, unknown } from '#lib/api/endpoint.ts'
import type { GroupFit } from './group-fit.ts'
import type { TopicType } from './schema.ts'
import { handMadeSample, sampledAt } from './testing/hand-made-sample.ts'
import { sampledTopic } from './topic-numbers.ts'
import { typeFacts } from './type-facts.ts'

const DAY_MS = 86_400_000
const limits = {
  retentionHours: 72,
  maxDelayMs: 3 * DAY_MS,
  maxMessageBytes: 4_194_304,
  transactionCheck: { timeoutMs: 6_000, intervalMs: 30_000, max: 15 },
}
const fit: GroupFit = {
  configsOf: () => [],
  isOrdered: (groupName) => (groupName === 'strange' ? null : groupName === 'ordered'),
  isComplete: true,
}
const sample = handMadeSample({ topics: [{ topicName: 't', groupNames: ['ordered', 'concurrent', 'strange'] }] })
const facts = (type: TopicType, parts: Partial<Parameters<typeof typeFacts>[1]> = {}) =>
  typeFacts(
    { type },
    {
      ...{ limits, sampled: sampledTopic(sample, 't'), fit },
      ...{ timingMessages: ok(4n, sampledAt), halfMessages: ok(7n, sampledAt) },
      ...parts,
    },
  )

describe('what belongs to one type', () => {
  it.each<[string, number | null, number | null]>([
    ['3 days at the brokers', 3 * DAY_MS, DAY_MS],
    ['1 hour at the brokers', 3_600_000, 3_600_000],
    ['unknown at the brokers', null, null],
  ])('T-22: max delay of a DELAY topic is the smaller of broker and proxy: %s', (_, maxDelayMs, expected) => {
    expect(facts('DELAY', { limits: { ...limits, maxDelayMs } })).toEqual({
      maxDelayMs: expected,
      brokerMaxDelayMs: maxDelayMs,
      timingMessages: ok(4n, sampledAt),
    })
  })

  it('T-22: a TRANSACTION topic has its check and its half messages', () => {
    expect(facts('TRANSACTION')).toEqual({
      halfMessages: ok(7n, sampledAt),
      transactionCheck: { timeoutMs: 6_000, intervalMs: 30_000, max: 15 },
    })
  })

  it('a FIFO topic counts its ordered groups; one without config is not ordered, unless a broker has yet to say so', () => {
    expect(facts('FIFO').orderedGroups).toEqual(ok({ ordered: 1, all: 3 }, sampledAt))
    expect(facts('FIFO', { fit: { ...fit, isComplete: false } }).orderedGroups).toEqual(unknown('NO_ANSWER'))
    expect(facts('FIFO', { sampled: null }).orderedGroups).toEqual(unknown('NOT_SAMPLED'))
  })

  it('a NORMAL topic has nothing of it', () => {
    expect(facts('NORMAL')).toEqual({})
  })
})

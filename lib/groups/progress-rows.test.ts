import { describe, expect, test } from 'vitest'
import { type ProgressFacts, progressRows, type TopicProgress } from './progress-rows.ts'
import { queueKey } from './queue-owners.ts'

type Ends = [minOffset: bigint, maxOffset: bigint][]

/** One topic on one broker: the ends of its queues, what 208 says of each, what 43 says of each. */
function topic(parts: Partial<TopicProgress> & { ends?: Ends; committed?: bigint[] }): TopicProgress {
  const { ends, committed = [], ...rest } = parts
  const topicName = parts.topicName ?? 'orders'
  const brokerName = parts.brokerName ?? 'a'
  return {
    topicName,
    brokerName,
    kind: 'SUBSCRIBED',
    queueCount: ends?.length ?? 2,
    stats: ends
      ? {
          queues: ends.map(([minOffset, maxOffset], queueId) => ({
            brokerName,
            queueId,
            minOffset,
            maxOffset,
            lastUpdateTimestamp: null,
          })),
          putTps: null,
        }
      : null,
    consumeStats: new Map(
      committed.map((consumerOffset, queueId) => [
        queueId,
        {
          topicName,
          brokerName,
          queueId,
          brokerOffset: ends?.[queueId]?.[1] ?? 0n,
          consumerOffset,
          pullOffset: consumerOffset + 2n,
          lastTimestamp: null,
        },
      ]),
    ),
    commits: null,
    delaysMs: new Map(),
    ...rest,
  }
}

const rowsOf = (topics: TopicProgress[], facts: Partial<ProgressFacts> = {}) =>
  progressRows({ topics, ownerOf: new Map(), isBroadcast: false, isIncomplete: false, ...facts })

describe('G-4: one queue', () => {
  test('lag, inflight, lag time, owner', () => {
    const part = topic({ ends: [[0n, 100n]], committed: [40n], delaysMs: new Map([[0, 1_500]]) })
    const ownerOf = new Map([[queueKey({ topicName: 'orders', brokerName: 'a', queueId: 0 }), 'client-1']])
    expect(rowsOf([part], { ownerOf }).items).toEqual([
      {
        topicName: 'orders',
        brokerName: 'a',
        queueId: 0,
        kind: 'SUBSCRIBED',
        minOffset: 0n,
        brokerOffset: 100n,
        consumerOffset: 40n,
        isNeverCommitted: false,
        lag: 60n,
        inflight: 2n,
        lagTimeMs: 1_500,
        lastConsumedAt: null,
        ownerClientId: 'client-1',
        isBelowMin: false,
        isHot: false,
      },
    ])
  })

  test('an offset below min counts from min and says so', () => {
    expect(rowsOf([topic({ ends: [[50n, 100n]], committed: [40n] })]).items[0]).toMatchObject({
      lag: 50n,
      isBelowMin: true,
    })
  })

  test('caught up: the lag time is 0 without asking', () => {
    expect(rowsOf([topic({ ends: [[0n, 9n]], committed: [9n] })]).items[0]).toMatchObject({ lag: 0n, lagTimeMs: 0 })
  })

  test('a queue without a commit beside one with: from min', () => {
    const part = topic({
      ends: [
        [0n, 10n],
        [5n, 10n],
      ],
      committed: [10n, 0n],
      commits: new Map([[0, 10n]]),
    })
    expect(rowsOf([part]).items[1]).toMatchObject({ consumerOffset: null, isNeverCommitted: true, lag: 5n })
  })

  test('a commit of 0 is a commit', () => {
    const part = topic({ ends: [[0n, 10n]], committed: [0n], commits: new Map([[0, 0n]]) })
    expect(rowsOf([part]).items[0]).toMatchObject({ consumerOffset: 0n, isNeverCommitted: false, lag: 10n })
  })

  test('pulled less far than committed: nothing is with a client', () => {
    const part = topic({ ends: [[0n, 10n]], committed: [8n] })
    const held = part.consumeStats.get(0)
    const moved = { ...part, consumeStats: new Map(held && [[0, { ...held, pullOffset: 3n }]]) }
    expect(rowsOf([moved]).items[0]?.inflight).toBe(0n)
  })
})

describe('sums', () => {
  test('G-6: retry lag and dead subscriptions stand apart', () => {
    const { items, deadSubscriptions, totals } = rowsOf([
      topic({ ends: [[0n, 10n]], committed: [4n] }),
      topic({ topicName: '%RETRY%g', kind: 'RETRY', ends: [[0n, 5n]], committed: [2n] }),
      topic({ topicName: 'old', kind: 'DEAD_SUBSCRIPTION', ends: [[0n, 9n]], committed: [1n] }),
    ])
    expect(items.map(({ topicName }) => topicName)).toEqual(['orders', '%RETRY%g'])
    expect(deadSubscriptions.map(({ topicName }) => topicName)).toEqual(['old'])
    expect(totals).toEqual({ lag: 6n, retryLag: 3n, deadSubscriptionLag: 8n, isAtLeast: false })
  })

  test('G-4: the queues of a silent broker are there, unknown, and the sum says at least', () => {
    const { items, totals } = rowsOf([
      topic({ ends: [[0n, 10n]], committed: [4n] }),
      topic({ brokerName: 'b', queueCount: 2 }),
    ])
    expect(items.slice(1)).toMatchObject([
      { brokerName: 'b', queueId: 0, lag: null, brokerOffset: null, lagTimeMs: null, isNeverCommitted: false },
      { brokerName: 'b', queueId: 1, lag: null },
    ])
    expect(totals).toMatchObject({ lag: 6n, isAtLeast: true })
  })

  test('a broker of which not even the queues are known makes it at least, too', () => {
    const part = topic({ ends: [[0n, 10n]], committed: [4n] })
    expect(rowsOf([part], { isIncomplete: true }).totals.isAtLeast).toBe(true)
  })

  test('nothing known at all is no 0', () => {
    expect(rowsOf([topic({})]).totals).toMatchObject({ lag: null, isAtLeast: true })
  })
})

test('G-10: never consumed is a word, not a lag of everything ever stored', () => {
  const { items, totals, isNeverConsumed } = rowsOf([
    topic({ ends: [[0n, 1_000_000n]], committed: [0n], commits: new Map() }),
  ])
  expect(items[0]).toMatchObject({ lag: null, lagTimeMs: null, isNeverCommitted: true, brokerOffset: 1_000_000n })
  expect(totals).toEqual({ lag: null, retryLag: 0n, deadSubscriptionLag: 0n, isAtLeast: false })
  expect(isNeverConsumed).toBe(true)
})

test('G-10: a broadcast group has no lag anywhere', () => {
  const { items, totals, isNeverConsumed } = rowsOf([topic({ ends: [[0n, 10n]], commits: new Map() })], {
    isBroadcast: true,
  })
  expect(items[0]).not.toHaveProperty('lag')
  expect(totals).toMatchObject({ lag: null, retryLag: null, deadSubscriptionLag: null })
  expect(isNeverConsumed).toBe(false)
})

test('a queue with more than twice the mean is hot', () => {
  const ends: Ends = [
    [0n, 100n],
    [0n, 10n],
    [0n, 10n],
  ]
  const { items } = rowsOf([topic({ ends, committed: [10n, 9n, 9n] })])
  expect(items.map(({ isHot }) => isHot)).toEqual([true, false, false])
})

import { expect, test } from 'vitest'
import type { ClientQueue } from '#lib/clients/schema.ts'
import { sumQueues } from './queue-sums.ts'

const queue = (parts: Partial<ClientQueue>): ClientQueue => ({
  topicName: 'orders',
  brokerName: 'broker-a',
  queueId: 0,
  isRetry: false,
  mode: 'PULL',
  committedOffset: 0n,
  brokerOffset: 0n,
  cachedMessages: 1,
  cachedMiB: 0,
  lastPullAt: null,
  lastConsumeAt: null,
  isLocked: null,
  isDropped: false,
  ...parts,
})

test('retry lag stands apart; an unknown queue makes the sums "at least"', () => {
  expect(sumQueues([queue({ lag: 5n }), queue({ lag: null }), queue({ lag: 2n, isRetry: true })])).toEqual({
    queues: 2,
    retryQueues: 1,
    lag: 5n,
    retryLag: 2n,
    isPartial: true,
    cachedMessages: 3,
  })
})

test('a broadcast group has no lag, which is not 0', () => {
  expect(sumQueues([queue({})])).toMatchObject({ queues: 1, lag: null, retryLag: null, isPartial: false })
})

import { expect, it } from 'vitest'
import { messageGroupQueue } from './message-group-queue.ts'

// What Guava 31 answers for `Hashing.consistentHash(group.hashCode(), count)`.
it.each([
  ['a', [0, 0, 0, 0, 0, 29]],
  ['order-42', [0, 0, 2, 3, 10, 25]],
  ['order-43', [0, 0, 2, 2, 11, 93]],
  ['订单-7', [0, 0, 0, 4, 15, 84]],
  ['', [0, 0, 0, 0, 0, 0]],
  ['z'.repeat(36), [0, 0, 2, 2, 2, 26]],
])('M-11: the queue of message group %j is the one that the proxy takes', (group, expected) => {
  expect([1, 2, 3, 8, 16, 100].map((count) => messageGroupQueue(group, count))).toEqual(expected)
})

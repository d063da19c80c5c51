import { expect, test } from 'vitest'
import { jumpTo } from './jump-to.ts'

const queue = { brokerName: 'broker-a', queueId: 3, minOffset: 12n, maxOffset: 9_007_199_254_740_993n }

test('the ends of a queue are its first and its last message, each read towards the others', () => {
  const place = { broker: 'broker-a', queueId: 3 }
  expect(jumpTo(queue, 'min')).toEqual({ ...place, offset: '12', order: 'oldest' })
  expect(jumpTo(queue, 'max')).toEqual({ ...place, offset: '9007199254740992', order: 'newest' })
})

test('a queue without messages has no place to go to', () => {
  for (const end of ['min', 'max'] as const)
    expect(jumpTo({ ...queue, minOffset: 12n, maxOffset: 12n }, end)).toBeNull()
})

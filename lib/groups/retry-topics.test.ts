import { expect, test } from 'vitest'
import { retryTopics } from './retry-topics.ts'

const topics = new Set([
  'orders',
  '%RETRY%pay',
  '%RETRY%pay+orders',
  '%RETRY%pay_orders',
  '%RETRY%pay_gone',
  '%RETRY%pay_other',
  'other',
  '%RETRY%payment',
  '%DLQ%pay',
  '%DLQ%pay_orders',
])

test('finds its own, of both versions, and no other group’s', () => {
  const found = retryTopics(
    'pay',
    (name) => topics.has(name),
    (name) => name === 'pay_other',
    topics,
  )
  expect(found).toEqual([
    { topicName: '%RETRY%pay', kind: 'RETRY' },
    { topicName: '%RETRY%pay+orders', kind: 'POP_RETRY' },
    { topicName: '%RETRY%pay_orders', kind: 'POP_RETRY' },
    { topicName: '%DLQ%pay', kind: 'DLQ' },
  ])
})

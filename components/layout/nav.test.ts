import { expect, test } from 'vitest'
import { inOtherCluster } from './nav.ts'

test.each([
  ['/clusters/rmq-aaaaaaaa/topics', '/clusters/rmq-bbbbbbbb/topics'],
  ['/clusters/rmq-aaaaaaaa/topics/order%25created', '/clusters/rmq-bbbbbbbb/topics'],
  ['/clusters/rmq-aaaaaaaa/messages', '/clusters/rmq-bbbbbbbb/messages'],
  ['/clusters', '/clusters/rmq-bbbbbbbb'],
  ['/audit', '/clusters/rmq-bbbbbbbb'],
])('from %s the switcher leads to %s', (from, to) => {
  expect(inOtherCluster(from, 'rmq-bbbbbbbb')).toBe(to)
})

import { expect, it } from 'vitest'
import { keepNamespace } from './keep-namespace.ts'

it.each([
  ['/clusters/rmq-a/topics', 'pay', '/clusters/rmq-a/topics?ns=pay'],
  ['/clusters/rmq-a', 'pay', '/clusters/rmq-a?ns=pay'],
  ['/clusters/rmq-a/topics/a%25b?tab=queues', 'pay', '/clusters/rmq-a/topics/a%25b?tab=queues&ns=pay'],
  ['/clusters/rmq-a/topics', '', '/clusters/rmq-a/topics?ns='],
  ['/clusters/rmq-a/topics', null, '/clusters/rmq-a/topics'],
  ['/clusters/rmq-a/topics?ns=order', 'pay', '/clusters/rmq-a/topics?ns=order'],
  ['/clusters/rmq-a/topics?ns=', 'pay', '/clusters/rmq-a/topics?ns='],
  ['/clusters/rmq-b/topics', 'pay', '/clusters/rmq-b/topics'],
  ['/clusters', 'pay', '/clusters'],
  ['/audit', 'pay', '/audit'],
])('%s with ns %s leads to %s', (href, ns, expected) => {
  expect(keepNamespace(href, 'rmq-a', ns)).toBe(expected)
})

it('no page of all clusters has a namespace to keep', () => {
  expect(keepNamespace('/clusters/rmq-a/topics', null, 'pay')).toBe('/clusters/rmq-a/topics')
})

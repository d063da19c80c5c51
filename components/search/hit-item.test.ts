import { expect, test } from 'vitest'
import type { SearchHit } from '#lib/search/schema.ts'
import { hitHref, hitItem } from './hit-item.ts'

const cluster = { clusterId: 'rmq-aaaaaaaa', name: 'trade', environment: 'production' }
const hit = (parts: Partial<SearchHit>): SearchHit => ({ kind: 'topic', name: 'orders', cluster, ...parts })

test.each([
  [hit({}), '/clusters/rmq-aaaaaaaa/topics/orders'],
  [hit({ name: '%RETRY%g' }), '/clusters/rmq-aaaaaaaa/topics/%25RETRY%25g'],
  [hit({ kind: 'group', name: 'pay%g' }), '/clusters/rmq-aaaaaaaa/groups/pay%25g'],
  [hit({ kind: 'client', name: 'a@1#x', groupName: 'g' }), '/clusters/rmq-aaaaaaaa/clients/a%401%23x?group=g'],
  [
    hit({ kind: 'client', name: 'a', groupName: 'p', clientKind: 'PRODUCER' }),
    '/clusters/rmq-aaaaaaaa/clients/a?group=p&kind=PRODUCER',
  ],
  [hit({ kind: 'namespace', name: 'pay' }), '/clusters/rmq-aaaaaaaa/namespaces?q=pay'],
  [hit({ kind: 'role', name: 'pay_send' }), '/clusters/rmq-aaaaaaaa/roles/pay_send'],
  [hit({ kind: 'message', name: '0A2A' }), '/clusters/rmq-aaaaaaaa/messages/0A2A'],
  [hit({ kind: 'cluster', name: 'trade' }), '/clusters/rmq-aaaaaaaa'],
  [hit({ kind: 'user', name: 'kim', cluster: null, userId: 'u1' }), '/settings/users?user=u1'],
])('X-23: a hit leads to its page: %j', (found, href) => {
  expect(hitHref(found)).toBe(href)
})

test('marks what somebody should look at, and nothing else', () => {
  expect(hitItem(hit({ kind: 'group', groupState: 'STUCK' }), 'g', [undefined, 'Stuck'])).toMatchObject({
    state: 'critical',
    detail: 'Stuck',
  })
  expect(hitItem(hit({ kind: 'group', groupState: 'KEEPING_UP' }), 'g', [null])).not.toHaveProperty('state')
  expect(hitItem(hit({ kind: 'client', isHung: true }), 'c', [])).toMatchObject({ state: 'warning' })
})

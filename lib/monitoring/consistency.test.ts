import { expect, it } from 'vitest'
import type { SubscriptionData } from '#lib/rocketmq/admin/groups.ts'
import { compareSubscriptions } from './consistency.ts'

const to = (topicName: string, expression = '*'): SubscriptionData => ({
  topicName,
  expressionType: 'TAG',
  expression,
  subVersion: 1n,
  isClassFilter: false,
})
const client = (clientId: string, ...subscriptions: SubscriptionData[]) => ({ clientId, subscriptions })
const silent = (clientId: string) => ({ clientId, subscriptions: null })

it.each([
  ['one client', [client('a', to('t'))], 'CONSISTENT', 0],
  ['one that cannot be asked agrees with itself', [silent('a')], 'CONSISTENT', 0],
  [
    'two alike, in any order, whatever they retry',
    [client('a', to('t'), to('u')), client('b', to('u'), to('t'), to('%RETRY%g'))],
    'CONSISTENT',
    0,
  ],
  ['T-13, G-14: different tags', [client('a', to('t', 'x')), client('b', to('t', 'y'))], 'INCONSISTENT', 1],
  ['different topics', [client('a', to('t')), client('b', to('t'), to('u'))], 'INCONSISTENT', 1],
  ['one of two did not answer', [client('a', to('t')), silent('b')], 'UNKNOWN', 0],
  [
    'two differ, whatever the third says',
    [client('a', to('t', 'x')), client('b', to('t', 'y')), silent('c')],
    'INCONSISTENT',
    1,
  ],
])('%s', (_, clients, consistency, inconsistentClients) => {
  expect(compareSubscriptions(clients)).toMatchObject({ consistency, inconsistentClients })
})

it('the set of most clients comes first', () => {
  const { sets } = compareSubscriptions([
    client('a', to('t', 'x')),
    client('b', to('t', 'y')),
    client('c', to('t', 'y')),
  ])
  expect(sets.map(({ clientIds }) => clientIds)).toEqual([['b', 'c'], ['a']])
})

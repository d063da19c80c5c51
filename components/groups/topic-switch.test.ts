import { expect, test } from 'vitest'
import type { GroupBrokerConfig } from '#lib/groups/schema.ts'
import { topicSwitch } from './topic-switch.ts'

const config = (brokerName: string, parts: Partial<GroupBrokerConfig> = {}) =>
  ({ brokerName, consumeEnable: true, forbiddenTopics: [], ...parts }) as unknown as GroupBrokerConfig // no more is looked at
const off = { forbiddenTopics: ['orders'] }

test('a topic is off where its own switch or that of the group is, and nobody says without a config', () => {
  const both = [config('a'), config('b')]
  expect(topicSwitch({ configs: both }, 'orders')).toEqual({ state: 'ON', offOn: [] })
  expect(topicSwitch({ configs: [config('a', off), config('b')] }, 'orders')).toEqual({ state: 'PARTLY', offOn: ['a'] })
  expect(topicSwitch({ configs: [config('a', off), config('b')] }, 'pay')).toEqual({ state: 'ON', offOn: [] })
  const closed = [config('a', off), config('b', { consumeEnable: false })]
  expect(topicSwitch({ configs: closed }, 'orders')).toEqual({ state: 'OFF', offOn: ['a', 'b'] })
  expect(topicSwitch({ configs: [] }, 'orders')).toBeNull()
})

import { expect, test } from 'vitest'
import type { CreatableTopicType } from '#lib/topics/schema.ts'
import type { Master } from './masters-of.ts'
import { type TypeObstacle, typeObstacle } from './type-obstacle.ts'

const master = (brokerName: string, version: string | null, enableMixedMessageType: boolean | null = null): Master => ({
  ...{ brokerName, clusterName: 'c', address: '127.0.0.1:1', announcedAddress: '127.0.0.1:1' },
  ...{ version, enableMixedMessageType },
})

test.each<[CreatableTopicType, Master[], TypeObstacle | null]>([
  ['NORMAL', [master('a', '4.9.7')], null],
  ['FIFO', [master('a', '5.3.3')], null],
  ['FIFO', [master('a', '5.3.3'), master('b', '4.9.7')], { code: 'NO_TYPES', brokerNames: ['b'] }],
  ['LITE', [master('a', '5.5.0'), master('b', '5.10.1')], null],
  ['LITE', [master('a', '5.4.0'), master('b', '5.5.0')], { code: 'NO_LITE', brokerNames: ['a'] }],
  ['LITE', [master('a', '4.9.7')], { code: 'NO_TYPES', brokerNames: ['a'] }],
  ['MIXED', [master('a', '5.5.0', true)], null],
  ['MIXED', [master('a', '5.5.0', false), master('b', '5.5.0', true)], { code: 'MIXED_OFF', brokerNames: ['a'] }],
  // What is not known stands in nobody's way.
  ['MIXED', [master('a', '5.5.0', null)], null],
  ['LITE', [master('a', null), master('b', 'higher than 5.9.9')], null],
  ['LITE', [], null],
])('%s on %j', (type, masters, expected) => {
  expect(typeObstacle(type, masters)).toEqual(expected)
})

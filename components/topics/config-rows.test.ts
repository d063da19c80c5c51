import { expect, test } from 'vitest'
import type { TopicBrokerConfig } from '#lib/topics/schema.ts'
import { configRows } from './config-rows.ts'

const config = (brokerName: string, patch: Partial<TopicBrokerConfig>): TopicBrokerConfig => ({
  brokerName,
  announcedAddress: '10.0.0.1:10911',
  address: '10.0.0.1:10911',
  clusterName: 'c',
  writeQueueNums: 8,
  readQueueNums: 8,
  perm: 'RW',
  order: false,
  attributes: {},
  differingKeys: [],
  readAt: new Date(0),
  isStale: false,
  ...patch,
})

test('T-18: fields first, then attributes by name; what differs is marked', () => {
  const differingKeys = ['writeQueueNums', 'cleanup.policy']
  const rows = configRows([
    config('a', { differingKeys, attributes: { 'message.type': 'FIFO', 'cleanup.policy': 'COMPACTION' } }),
    config('b', { differingKeys, writeQueueNums: 4, attributes: { 'message.type': 'FIFO' } }),
  ])
  expect(rows.map(({ key }) => key)).toEqual([
    'writeQueueNums',
    'readQueueNums',
    'perm',
    'order',
    'cleanup.policy',
    'message.type',
  ])
  expect(rows.filter(({ isDiffering }) => isDiffering).map(({ key }) => key)).toEqual(differingKeys)
  expect([...(rows[0]?.valueByBroker ?? [])]).toEqual([
    ['a', '8'],
    ['b', '4'],
  ])
  expect([...(rows[4]?.valueByBroker ?? [])]).toEqual([['a', 'COMPACTION']])
})

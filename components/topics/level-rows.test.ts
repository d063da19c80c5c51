import { expect, it } from 'vitest'
import type { TopicBrokerConfig } from '#lib/topics/schema.ts'
import { levelRows, losesQueues } from './level-rows.ts'

const config = (brokerName: string, parts: Partial<TopicBrokerConfig> = {}) =>
  ({
    brokerName,
    writeQueueNums: 8,
    readQueueNums: 8,
    perm: 'RW',
    order: false,
    attributes: {},
    ...parts,
  }) as TopicBrokerConfig // what is read here

it('T-18: names what would change, fields first, attributes set and removed', () => {
  const model = config('a', { perm: 'R', attributes: { 'message.type': 'FIFO' } })
  const configs = [model, config('b', { attributes: { own: '1' } }), config('c', { ...model, brokerName: 'c' })]
  expect(levelRows(configs, model)).toEqual([
    { brokerName: 'b', key: 'perm', before: 'RW', after: 'R' },
    { brokerName: 'b', key: 'message.type', before: null, after: 'FIFO' },
    { brokerName: 'b', key: 'own', before: '1', after: null },
  ])
})

it('finds the broker that would lose queues', () => {
  const model = config('a')
  expect(losesQueues([model, config('b', { writeQueueNums: 16 })], model)).toBeUndefined()
  expect(losesQueues([model, config('b', { readQueueNums: 16 })], model)?.brokerName).toBe('b')
})

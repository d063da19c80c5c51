import { expect, it } from 'vitest'
import type { Topic, TopicBrokerConfig } from '#lib/topics/schema.ts'
import { configPatch, holdsPatch, mostQueues, toEdit, toPatch } from './topic-edit.ts'

const config = (parts: Partial<TopicBrokerConfig> = {}) =>
  ({ readQueueNums: 4, writeQueueNums: 4, perm: 'RW', order: true, attributes: {}, ...parts }) as TopicBrokerConfig // what is read here
const topic = (parts: Partial<Topic> = {}) =>
  ({
    ...{
      queuesPerBroker: 4,
      permission: 'RW',
      remark: null,
      labels: { a: '1' },
      owner: 'ann',
      deletionProtection: false,
    },
    ...parts,
  }) as Topic // what is read here

it('sends only what was changed', () => {
  const before = toEdit(topic(), [config()])
  expect(toPatch(before, before)).toEqual({})
  expect(toPatch(before, { ...before, queuesPerBroker: 8, remark: ' r ' })).toEqual({ queuesPerBroker: 8, remark: 'r' })
  expect(toPatch(before, { ...before, labels: [], owner: '', isOrdered: false })).toEqual({
    labels: {},
    owner: null,
    isOrdered: false,
  })
})

it('brokers that differ keep their own until somebody says otherwise', () => {
  const configs = [config({ perm: 'R' }), config({ writeQueueNums: 8, readQueueNums: 8, order: false })]
  const before = toEdit(topic({ queuesPerBroker: null, permission: 'MIXED' }), configs)
  expect(before).toMatchObject({ queuesPerBroker: 8, permission: 'KEEP', isOrdered: false })
  expect(toPatch(before, { ...before, permission: 'RW' })).toEqual({ permission: 'RW' })
  expect(mostQueues(configs)).toBe(8)
})

it('tells what goes to brokers, and whether one holds it', () => {
  expect(configPatch({ remark: 'r' })).toBeNull()
  expect(configPatch({ remark: 'r', permission: 'R' })).toEqual({ permission: 'R' })
  expect(holdsPatch(config(), { queuesPerBroker: 4, permission: 'RW', isOrdered: true })).toBe(true)
  expect(holdsPatch(config(), { queuesPerBroker: 8 })).toBe(false)
  expect(holdsPatch(config(), { isOrdered: false })).toBe(false)
})

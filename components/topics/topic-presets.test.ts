import { expect, test } from 'vitest'
import { presetFields, presetIds, presetOf } from './topic-presets.ts'

const anyQueues = { min: 1, max: 1024 }

test('each of the seven use cases fills the type that its scenario needs', () => {
  expect(presetIds.map((id) => [id, presetFields(id, anyQueues).type])).toEqual([
    ['decoupling', 'NORMAL'],
    ['peak', 'NORMAL'],
    ['notification', 'DELAY'],
    ['transaction', 'TRANSACTION'],
    ['sequence', 'FIFO'],
    ['broadcast', 'NORMAL'],
    ['log-sync', 'FIFO'],
  ])
})

test('queues stay within the limits of the cluster', () => {
  expect(presetFields('peak', anyQueues).queuesPerBroker).toBe(8)
  expect(presetFields('peak', { min: 1, max: 4 }).queuesPerBroker).toBe(4)
  expect(presetFields('peak', { min: 16, max: 32 }).queuesPerBroker).toBe(16)
})

test('what is changed afterwards is no preset any more', () => {
  const fields = presetFields('sequence', anyQueues)
  expect(presetOf('sequence', fields, anyQueues)).toBe('sequence')
  expect(presetOf('sequence', { ...fields, type: 'NORMAL' }, anyQueues)).toBeNull()
  expect(presetOf('sequence', { ...fields, queuesPerBroker: 2 }, anyQueues)).toBeNull()
  expect(presetOf(null, fields, anyQueues)).toBeNull()
})

import { expect, test } from 'vitest'
import { changedFields } from './changed-fields.ts'

test('names the fields that changed and counts those that stayed', () => {
  const before = { remark: null, labels: { team: 'pay' }, queues: 8 }
  const after = { remark: 'busy', labels: { team: 'pay', tier: '1' }, queues: 8 }
  expect(changedFields(before, after)).toEqual({
    changed: [
      { field: 'remark', before: 'null', after: 'busy' },
      { field: 'labels.tier', before: null, after: '1' },
    ],
    unchangedCount: 2,
  })
})

test('a creation has only an after, a deletion only a before', () => {
  expect(changedFields(undefined, { name: 'a' }).changed).toEqual([{ field: 'name', before: null, after: 'a' }])
  expect(changedFields({ name: 'a' }, undefined).changed).toEqual([{ field: 'name', before: 'a', after: null }])
})

import { expect, it } from 'vitest'
import { planBatch, revisionOf } from './batch.ts'

it('tells what is hit, what is left alone, and of which it does not know', () => {
  const { preview, targets } = planBatch(
    [
      { target: 'a', effects: { inUse: true, withMessages: false } },
      { target: 'b', effects: { inUse: null, withMessages: true } },
      { target: 'c', skip: { code: 'PROTECTED', detail: 'c has deletion protection.' }, effects: { inUse: true } },
    ],
    { things: 'topics', clusterName: 'trade', commandOf: (name) => `delete ${name}` },
  )
  expect(targets).toEqual(['a', 'b'])
  expect(preview).toMatchObject({
    total: 2,
    confirm: '2 trade',
    skipped: [{ target: 'c', code: 'PROTECTED', detail: 'c has deletion protection.' }],
    command: 'delete a\ndelete b',
    effects: [
      { kind: 'topics', count: 2, targets: ['a', 'b'] },
      { kind: 'inUse', count: 1, targets: ['a'] },
      { kind: 'withMessages', count: 1, targets: ['b'] },
      { kind: 'notKnown', count: 1, targets: ['b'] },
    ],
  })
})

it('has the same revision for the same things, in whatever order, and another for as many others', () => {
  expect(revisionOf(['a', 'b'])).toBe(revisionOf(['b', 'a']))
  expect(revisionOf(['a', 'b'])).not.toBe(revisionOf(['a', 'c']))
})

import { expect, test } from 'vitest'
import { wholeScope } from '#lib/users/read-scope.ts'
import { seenStack } from './seen-stack.ts'

const scope = { ...wholeScope, isWhole: false, key: 'x', group: (name: string) => name.startsWith('pay_') }
const stackOf = (...names: string[]) => ({
  threads: names.map((name) => ({ name, state: 'WAITING', frames: [] })),
  equalStacks: [{ count: names.length, state: 'WAITING', threadNames: names, frames: [] }],
  otherText: 'risk_scorer is idle',
  isCut: false,
})
const long = 'x'.repeat(120)

test.each([
  ['ConsumeMessageThread_pay_billing_1', 'ConsumeMessageThread_pay_billing_1'],
  ['ConsumeMessageThread_risk_scorer_1', 'ConsumeMessageThread_…_1'],
  ['ConsumeMessageScheduledThread_risk_scorer_12', 'ConsumeMessageScheduledThread_…_12'],
  ['CleanExpireMsgScheduledThread_risk_scorer_1', 'CleanExpireMsgScheduledThread_…_1'],
  [`ConsumeMessageThread_${long.slice(0, 100)}_1`, `ConsumeMessageThread_${long.slice(0, 100)}_1`],
  ['NettyClientSelector_1', 'NettyClientSelector_1'],
])('U-6: of a client in several groups the thread %s reads %s', (name, seen) => {
  const { threads, equalStacks, otherText, isCut } = seenStack(stackOf(name), { group: long }, scope)
  expect(threads[0]?.name).toBe(seen)
  expect(equalStacks[0]?.threadNames).toEqual([seen])
  expect({ otherText, isCut }).toEqual({ otherText: null, isCut: true })
})

test('whoever sees all of the cluster sees all of it', () => {
  const stack = stackOf('ConsumeMessageThread_risk_scorer_1')
  expect(seenStack(stack, { group: 'pay_billing' }, wholeScope)).toBe(stack)
})

import { expect, it } from 'vitest'
import type { DeleteTopicStep, TopicBrokerConfig } from '#lib/topics/schema.ts'
import { isAllDone, mergeSteps, settleSteps, stepsOfProblem } from './deletion-steps.ts'

const error = { code: 'CLUSTER_TIMEOUT', detail: 'silent' }
const step = (
  name: DeleteTopicStep['step'],
  target: string,
  outcome: DeleteTopicStep['outcome'] = 'DONE',
): DeleteTopicStep => ({ step: name, target, outcome, ...(outcome === 'DONE' ? {} : { error }) })
const config = (address: string, isStale = false) => ({ address, isStale }) as TopicBrokerConfig // what is read here

it('T-15: what was done again takes the place of what failed, in the order of the work', () => {
  const before = [
    step('SNAPSHOT', 'billing'),
    step('BROKER', 'a'),
    step('BROKER', 'b', 'FAILED'),
    step('BROKER', 'c', 'FAILED'),
    step('NAME_SERVER', 'n', 'FAILED'),
    step('ORDER_ENTRY', 'n', 'NOT_STARTED'),
  ]
  const again = [step('SNAPSHOT', 'late'), step('BROKER', 'b'), step('NAME_SERVER', 'n'), step('ORDER_ENTRY', 'n')]
  const merged = mergeSteps(before, again)
  expect(merged.map(({ step: name, target }) => `${name} ${target}`)).toEqual([
    ...['SNAPSHOT billing', 'SNAPSHOT late', 'BROKER a', 'BROKER b', 'BROKER c', 'NAME_SERVER n', 'ORDER_ENTRY n'],
  ])
  expect(isAllDone(merged)).toBe(true)
})

it('a broker without an answer is settled by what it holds now', () => {
  const steps = [step('BROKER', 'a', 'UNKNOWN'), step('BROKER', 'b', 'UNKNOWN'), step('BROKER', 'c', 'UNKNOWN')]
  const read = { items: [config('b'), config('c', true)], partial: [{ address: 'c' }] }
  expect(settleSteps(steps, read, 'still there')).toMatchObject([
    { outcome: 'DONE' },
    { outcome: 'FAILED', error: { detail: 'still there' } },
    { outcome: 'UNKNOWN' },
  ])
  expect(isAllDone(settleSteps(steps, null, ''))).toBe(true)
})

it('reads the steps out of a failure', () => {
  expect(stepsOfProblem({ steps: [step('BROKER', 'a', 'FAILED')] })).toHaveLength(1)
  expect(stepsOfProblem({ code: 'CONFLICT' })).toBeNull()
  expect(stepsOfProblem(null)).toBeNull()
})

import { describe, expect, test } from 'vitest'
import type { ClientStack } from '#lib/clients/schema.ts'
import { countNames, countStates, filterStacks, stacksOf, stackText } from './filter-stacks.ts'
import { splitMatches } from './split-matches.ts'

const pool = { state: 'WAITING', frames: ['Unsafe.park(Native Method)', 'Pool.get(Pool.java:197)'] }
const stack: ClientStack = {
  clientId: '10.0.7.1@11',
  takenAt: new Date('2026-11-22T14:32:00.000Z'),
  threads: [
    { name: 'consume_2', ...pool },
    { name: 'main', state: 'RUNNABLE', frames: ['Socket.read(Native Method)'] },
    { name: 'consume_1', ...pool },
  ],
  equalStacks: [
    { count: 2, threadNames: ['consume_2', 'consume_1'], ...pool },
    { count: 1, threadNames: ['main'], state: 'RUNNABLE', frames: ['Socket.read(Native Method)'] },
  ],
  otherText: null,
  isCut: false,
}

describe('G-13: search', () => {
  test.each([
    ['pool.GET', ['consume_2']],
    ['MAIN', ['main']],
    ['native', ['consume_2', 'main']],
    ['', ['consume_2', 'main']],
    ['nowhere', []],
  ])('%s', (text, found) => {
    expect(filterStacks(stacksOf(stack, 'groups'), text).map(({ threadNames }) => threadNames[0])).toEqual(found)
  })

  test.each([
    ['a.Pool.pool', 'pool', ['a.', '*Pool', '.', '*pool']],
    ['nothing', 'x', ['nothing']],
    ['aaa', 'aa', ['*aa', 'a']],
    ['', 'x', ['']],
    ['a(b', '(', ['a', '*(', 'b']],
    // `İ` is two characters in lower case.
    ['İx', 'x', ['İx']],
  ])('marks in %s what is %s', (text, search, parts) => {
    const split = splitMatches(text, search)
    expect(split.map(({ part, isMatch }) => (isMatch ? `*${part}` : part))).toEqual(parts)
    expect(split.map(({ part }) => part).join('')).toBe(text)
  })
})

test('thread by thread: by state, then name', () => {
  expect(stacksOf(stack, 'threads').map(({ threadNames }) => threadNames)).toEqual([
    ['main'],
    ['consume_1'],
    ['consume_2'],
  ])
})

test('states are counted, the commonest first', () => {
  expect(countStates(stack.threads)).toEqual([
    { state: 'WAITING', count: 2 },
    { state: 'RUNNABLE', count: 1 },
  ])
})

test('threads of one name are counted together, in the order of their first', () => {
  expect(countNames(['b', 'a', 'b'])).toEqual([
    { name: 'b', count: 2 },
    { name: 'a', count: 1 },
  ])
})

test('a saved dump reads as one of jstack', () => {
  expect(stackText(stack)).toContain('"main"\n   java.lang.Thread.State: RUNNABLE\n\tat Socket.read(Native Method)')
})

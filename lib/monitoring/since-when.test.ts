import { expect, test } from 'vitest'
import { sinceWhen } from './since-when.ts'

const at = (minute: number) => new Date(minute * 60_000)
const points = (...values: (number | null)[]) => values.map((value, index) => [at(index), value] as const)
const isBehind = (value: number) => value >= 60

test.each([
  ['never sampled', [], null],
  ['nothing but gaps', [null, null], null],
  ['not so now', [60, 60, 0], null],
  ['began within the range', [0, 60, 70], { at: at(1), isAtLeast: false }],
  ['the last run counts', [60, 0, 60, 60], { at: at(2), isAtLeast: false }],
  ['so all along', [60, 60], { at: at(0), isAtLeast: true }],
  ['a gap is no break', [0, 60, null, 60], { at: at(1), isAtLeast: false }],
  ['gaps at the edges', [null, 0, 60, null], { at: at(2), isAtLeast: false }],
] as const)('%s', (_, values, expected) => expect(sinceWhen(points(...values), isBehind)).toEqual(expected))

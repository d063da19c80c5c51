import { expect, it } from 'vitest'
import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { joinParts } from './join-parts.ts'

const now = new Date('2026-11-26T12:00:00Z')
const before = new Date('2026-11-26T11:59:30Z')
const na: Measured<never> = { value: null, state: 'na', at: null }
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)

it.each<[string, Measured<number>[], Measured<number>]>([
  ['nothing applies where there is nothing', [], na],
  ['a sum is as old as its oldest part', [ok(1, now), ok(2, before)], ok(3, before)],
  ['what does not apply is left out', [ok(1, now), na], ok(1, now)],
  ['0 is a value', [ok(0, now), ok(0, now)], ok(0, now)],
  ['what is not known makes the rest "at least"', [ok(1, now), unknown('NO_ANSWER')], atLeast(1)],
  ['"at least" stays it', [atLeast(1), ok(2, now)], atLeast(3)],
  ['nothing known is not 0', [unknown('NOT_SAMPLED'), unknown('NO_ANSWER')], unknown('NOT_SAMPLED')],
  ['what does not apply does not make it known', [na, unknown('NOT_SAMPLED')], unknown('NOT_SAMPLED')],
  [
    'an old part makes it old',
    [{ value: 1, state: 'stale', at: before, reason: 'OLD' }, ok(2, now), unknown('NO_ANSWER')],
    { value: 3, state: 'stale', at: before, reason: 'OLD' },
  ],
])('%s', (_, parts, expected) => {
  expect(joinParts(parts, sum)).toEqual(expected)
})

function atLeast(value: number): Measured<number> {
  return { value, state: 'estimate', at: now, reason: 'PARTIAL' }
}

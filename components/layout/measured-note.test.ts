import { describe, expect, it } from 'vitest'
import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { type MeasuredNote, measuredNote } from './measured-note.ts'

const at = new Date('2026-11-22T14:32:07.123Z')

describe('what is said of a measured value', () => {
  it.each<[string, Measured<number> | null, MeasuredNote]>([
    ['a good value: when it was sampled', ok(4, at), { reason: null, state: null, at, isTimeOnly: true }],
    ['0 is a good value', ok(0, at), { reason: null, state: null, at, isTimeOnly: true }],
    ['an estimate', { value: 4, state: 'estimate', at }, { reason: null, state: 'estimate', at, isTimeOnly: false }],
    [
      'an estimate with its reason',
      { value: 4, state: 'estimate', at, reason: 'PARTIAL' },
      { reason: 'PARTIAL', state: null, at, isTimeOnly: false },
    ],
    ['a stale one', { value: 4, state: 'stale', at }, { reason: null, state: 'stale', at, isTimeOnly: false }],
    ['never sampled', unknown('NOT_SAMPLED'), { reason: 'NOT_SAMPLED', state: null, at: null, isTimeOnly: false }],
    ['nothing at all', null, { reason: null, state: 'na', at: null, isTimeOnly: false }],
  ])('%s', (_, measured, expected) => {
    expect(measuredNote(measured)).toEqual(expected)
  })
})

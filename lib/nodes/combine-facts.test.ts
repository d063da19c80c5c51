import { describe, expect, it } from 'vitest'
import { combineFacts } from './combine-facts.ts'

describe('combineFacts', () => {
  const now = new Date('2026-11-25T12:00:00Z')
  const ago = (ms: number) => new Date(now.getTime() - ms)
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
  const up = (value: number | null) => ({ value, heardAt: now, hasAnswered: true })
  const down = (value: number | null, heardAt: Date | null) => ({ value, heardAt, hasAnswered: false })

  it.each([
    ['all answer', [up(1), up(2)], { value: 3, state: 'ok' }],
    [
      'one silent for 20 s',
      [up(1), down(2, ago(20_000))],
      { value: 3, state: 'stale', reason: 'OLD', at: ago(20_000) },
    ],
    [
      'X-1: one silent for more than three periods',
      [up(1), down(2, ago(46_000))],
      { value: null, state: 'unknown', reason: 'NO_ANSWER' },
    ],
    ['one that never answered', [up(1), down(null, null)], { value: null, state: 'unknown', reason: 'NO_ANSWER' }],
    ['one that does not report it', [up(1), up(null)], { value: null, state: 'unknown', reason: 'NOT_REPORTED' }],
    ['no master at all', [], { value: null, state: 'unknown', reason: 'NO_ANSWER' }],
  ])('%s', (_, facts, expected) => {
    expect(combineFacts(facts, sum, now)).toMatchObject(expected)
  })
})

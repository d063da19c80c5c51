import { describe, expect, it } from 'vitest'
import { drainOf, type Growth, grow, grownIn24h, type Reading, remember, trendOf } from './history.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const now = Date.parse('2026-11-26T12:00:00Z')
const ago = (minutes: number, value: number): Reading => [now - minutes * MINUTE, value]

describe('remember', () => {
  it('keeps one reading a minute, and none that no trend looks back to', () => {
    const first = remember([], now - 13 * MINUTE, 1)
    const second = remember(first, now - MINUTE, 2)
    expect(remember(second, now - 45_000, 3)).toBe(second)
    expect(remember(second, now, 3)).toEqual([
      [now - MINUTE, 2],
      [now, 3],
    ])
  })
})

describe('trendOf', () => {
  it.each<[string, Reading[], number, ReturnType<typeof trendOf>]>([
    ['no lag', [ago(10, 100)], 0, null],
    ['watched for a minute only', [ago(1, 100)], 1_000, null],
    ['grows', [ago(10, 100), ago(5, 500)], 1_000, 'UP'],
    ['shrinks', [ago(10, 5_000)], 1_000, 'DOWN'],
    ['moves by less than a twentieth', [ago(10, 1_000)], 1_040, 'FLAT'],
    ['a few messages are no trend', [ago(10, 3)], 9, 'FLAT'],
    [
      'compares with the reading closest to ten minutes ago',
      [ago(12, 9_000), ago(10, 100), ago(3, 9_000)],
      1_000,
      'UP',
    ],
  ])('%s', (_, readings, lag, expected) => {
    expect(trendOf(readings, now, lag)).toBe(expected)
  })
})

describe('drainOf', () => {
  it.each<[string, Reading[], number, number | null, object]>([
    ['no lag', [ago(3, 100)], 0, 5, { value: null, state: 'na' }],
    ['not watched yet', [], 1_000, 5, { value: null, state: 'unknown', reason: 'NOT_SAMPLED' }],
    ['18,000 fewer in 3 min leave 9,000 for 90 s', [ago(3, 27_000)], 9_000, 120, { value: 90, state: 'estimate' }],
    ['grows', [ago(3, 100)], 5_000, 1, { value: null, state: 'na', reason: 'NEVER_DRAINS' }],
    ['goes on growing', [ago(3, 100), ago(2, 2_000)], 5_000, 1, { value: null, state: 'na', reason: 'NEVER_DRAINS' }],
    [
      'after a burst it drains as since its highest reading, not as since the middle of the burst',
      [ago(3, 40_000), ago(2, 52_000), ago(1, 46_000)],
      40_000,
      100,
      { value: 400, state: 'estimate' },
    ],
    [
      'stands still and nothing is consumed',
      [ago(3, 5_000)],
      5_000,
      0,
      { value: null, state: 'na', reason: 'NEVER_DRAINS' },
    ],
  ])('%s', (_, readings, lag, ackTps, expected) => {
    expect(drainOf(readings, now, lag, ackTps)).toMatchObject(expected)
  })

  it.each([
    ['what is under way is no backlog, whichever way it moves', 80, 60, 20],
    ['what comes in is consumed: a backlog that stands still is neither draining nor there for ever', 5_010, 5_000, 20],
  ])('%s', (_, before, lag, ackTps) => {
    expect(drainOf([ago(3, before)], now, lag, ackTps)).toEqual({ value: null, state: 'na', at: null })
  })
})

describe('grownIn24h', () => {
  it('is at least what was counted while that is less than a day', () => {
    const growth = grow(grow(undefined, now - HOUR, 0), now, 18_000)
    expect(grownIn24h(growth, now)).toMatchObject({ value: 18_000n, state: 'estimate', reason: 'PARTIAL' })
  })

  it('drops what is older than a day, the oldest hour by its part', () => {
    let growth: Growth | undefined
    for (let hour = 30; hour >= 0; hour--) growth = grow(growth, now - hour * HOUR, 60)
    // 12:00 exactly: the hour that began 24 h ago still counts whole.
    expect(grownIn24h(growth, now)).toMatchObject({ value: 25n * 60n, state: 'ok' })
    const later = now + 30 * MINUTE
    expect(grownIn24h(growth, later)).toMatchObject({ value: 24n * 60n + 30n, state: 'ok' })
  })

  it('an unknown past is unknown, not 0', () => {
    expect(grownIn24h(undefined, now)).toMatchObject({ value: null, state: 'unknown' })
  })
})

import { describe, expect, test } from 'vitest'
import { retrySchedule, toGroupRetryPolicy } from './retry-policy.ts'

describe('toGroupRetryPolicy', () => {
  test.each([
    [
      'a list starts at its third level',
      { type: 'CUSTOMIZED', nextMs: [1, 5, 10, 30] },
      { type: 'TIERED', delaysMs: [10, 30] },
    ],
    ['a list of two repeats its last', { type: 'CUSTOMIZED', nextMs: [1, 5] }, { type: 'TIERED', delaysMs: [5] }],
    ['a list of one', { type: 'CUSTOMIZED', nextMs: [7] }, { type: 'TIERED', delaysMs: [7] }],
    [
      'no growth is a fixed interval',
      { type: 'EXPONENTIAL', initialMs: 20, maxMs: 100, multiplier: 1 },
      { type: 'FIXED', intervalMs: 20 },
    ],
    [
      'growth',
      { type: 'EXPONENTIAL', initialMs: 5, maxMs: 100, multiplier: 2 },
      { type: 'EXPONENTIAL', initialMs: 5, maxMs: 100, multiplier: 2 },
    ],
  ] as const)('%s', (_, policy, expected) => expect(toGroupRetryPolicy(policy)).toEqual(expected))
})

describe('retrySchedule', () => {
  const delays = (...args: Parameters<typeof retrySchedule>) => retrySchedule(...args).map(({ delayMs }) => delayMs)

  test('tiered: one after the other, the last for all that follow', () => {
    expect(retrySchedule({ type: 'TIERED', delaysMs: [10, 30] }, 3)).toEqual([
      { retry: 1, delayMs: 10, afterMs: 10 },
      { retry: 2, delayMs: 30, afterMs: 40 },
      { retry: 3, delayMs: 30, afterMs: 70 },
    ])
  })

  test('exponential: up to its longest', () => {
    expect(delays({ type: 'EXPONENTIAL', initialMs: 5, maxMs: 30, multiplier: 2 }, 5)).toEqual([5, 10, 20, 30, 30])
  })

  test('fixed, none, and no more than anybody reads', () => {
    expect(delays({ type: 'FIXED', intervalMs: 20 }, 2)).toEqual([20, 20])
    expect(delays({ type: 'FIXED', intervalMs: 20 }, 0)).toEqual([])
    expect(delays({ type: 'FIXED', intervalMs: 20 }, -1)).toEqual([])
    expect(delays({ type: 'FIXED', intervalMs: 20 }, 1000)).toHaveLength(64)
  })
})

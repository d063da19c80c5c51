import { describe, expect, test } from 'vitest'
import { queueLag } from './queue-lag.ts'

describe('queueLag', () => {
  test.each([
    ['behind', 0n, 100n, 40n, 60n, false],
    ['caught up', 10n, 100n, 100n, 0n, false],
    ['committed at min', 10n, 100n, 10n, 90n, false],
    ['committed below min: from min, as much as is stored', 50n, 100n, 40n, 50n, true],
    ['a commit of 0 on a queue that lost its head', 50n, 100n, 0n, 50n, true],
    ['no commit: from min', 50n, 100n, null, 50n, false],
    ['empty queue', 0n, 0n, null, 0n, false],
    ['all deleted, committed below', 100n, 100n, 90n, 0n, true],
    ['a commit that overtook the answer of the broker', 0n, 100n, 103n, -3n, false],
    ['beyond what a double holds', 0n, 9_223_372_036_854_775_807n, 1n, 9_223_372_036_854_775_806n, false],
  ])('G-4: %s', (_, minOffset, maxOffset, committed, lag, isBelowMin) => {
    expect(queueLag({ minOffset, maxOffset, committed })).toEqual({ lag, isBelowMin })
  })
})

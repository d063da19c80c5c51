import { describe, expect, it } from 'vitest'
import { planQueue, type QueueState, type TargetFacts } from './plan-queue.ts'
import type { ResetTarget } from './schema.ts'

const queue = (minOffset: bigint, currentOffset: bigint | null, maxOffset: bigint): QueueState => ({
  minOffset,
  currentOffset,
  maxOffset,
})
const at = new Date()
const snapshot: ResetTarget = { kind: 'SNAPSHOT', snapshotId: 's' }

describe('where one queue goes', () => {
  it.each<[string, QueueState, ResetTarget, TargetFacts, unknown]>([
    ['earliest', queue(10n, 40n, 100n), { kind: 'EARLIEST' }, {}, [10n, 'REPEATS', 30n, undefined]],
    ['latest', queue(10n, 40n, 100n), { kind: 'LATEST' }, {}, [100n, 'SKIPS', 60n, undefined]],
    ['latest and there already', queue(10n, 100n, 100n), { kind: 'LATEST' }, {}, [100n, 'NONE', 0n, undefined]],
    ['a time', queue(10n, 40n, 100n), { kind: 'TIME', at }, { timeOffset: 25n }, [25n, 'REPEATS', 15n, undefined]],
    [
      'a time after the last message',
      queue(10n, 40n, 100n),
      { kind: 'TIME', at },
      { timeOffset: 100n },
      [100n, 'SKIPS', 60n, 'NO_MESSAGE_SINCE'],
    ],
    [
      'a time in an empty queue',
      queue(5n, 5n, 5n),
      { kind: 'TIME', at },
      { timeOffset: 5n },
      [5n, 'NONE', 0n, undefined],
    ],
    ['back by 15', queue(10n, 40n, 100n), { kind: 'SHIFT', by: -15n }, {}, [25n, 'REPEATS', 15n, undefined]],
    [
      'back beyond the oldest',
      queue(10n, 40n, 100n),
      { kind: 'SHIFT', by: -99n },
      {},
      [10n, 'REPEATS', 30n, 'CLAMPED_TO_MIN'],
    ],
    [
      'forward beyond the end',
      queue(10n, 40n, 100n),
      { kind: 'SHIFT', by: 99n },
      {},
      [100n, 'SKIPS', 60n, 'CLAMPED_TO_MAX'],
    ],
    [
      'an offset',
      queue(10n, 40n, 100n),
      { kind: 'OFFSETS', offsets: [] },
      { givenOffset: 41n },
      [41n, 'SKIPS', 1n, undefined],
    ],
    [
      'a kept offset that is deleted',
      queue(10n, 40n, 100n),
      snapshot,
      { givenOffset: 3n },
      [10n, 'REPEATS', 30n, 'CLAMPED_TO_MIN'],
    ],
    ['never consumed, latest', queue(10n, null, 100n), { kind: 'LATEST' }, {}, [100n, 'SKIPS', 90n, 'NEVER_CONSUMED']],
    ['never consumed, earliest', queue(10n, null, 100n), { kind: 'EARLIEST' }, {}, [10n, 'NONE', 0n, 'NEVER_CONSUMED']],
    ['a commit below the oldest', queue(10n, 2n, 100n), { kind: 'EARLIEST' }, {}, [10n, 'NONE', 0n, undefined]],
    [
      'the largest offsets there are',
      queue(0n, 9_223_372_036_854_775_800n, 9_223_372_036_854_775_807n),
      { kind: 'LATEST' },
      {},
      [9_223_372_036_854_775_807n, 'SKIPS', 7n, undefined],
    ],
  ])('%s', (_, state, target, facts, expected) => {
    const planned = planQueue(state, target, facts)
    if (typeof planned === 'string') throw new Error(planned)
    expect([planned.targetOffset, planned.effect, planned.count, planned.note]).toEqual(expected)
  })

  it.each<[ResetTarget, string]>([
    [{ kind: 'SHIFT', by: 1n }, 'LEFT_OUT_NEVER_CONSUMED'],
    [{ kind: 'GROUP', groupName: 'b' }, 'LEFT_OUT_NOT_IN_GROUP'],
    [snapshot, 'LEFT_OUT_NOT_IN_SNAPSHOT'],
  ])('stays as it is where %o says nothing of it', (target, reason) => {
    expect(planQueue(queue(0n, null, 9n), target)).toBe(reason)
  })
})

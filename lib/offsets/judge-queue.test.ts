import { describe, expect, it } from 'vitest'
import { checksDueBy, type JudgedQueue, judgeQueue, nextCheckAt } from './judge-queue.ts'

const queue = (parts: Partial<JudgedQueue>): JudgedQueue => ({
  mechanism: 'BROKER',
  isPop: false,
  minOffset: 0n,
  currentOffset: 50n,
  targetOffset: 20n,
  write: 'DONE',
  outcome: 'WAITING',
  consumerOffset: null,
  hasMoved: false,
  ...parts,
})
const back = { currentOffset: 50n, targetOffset: 20n }
const forth = { currentOffset: 50n, targetOffset: 80n }

describe('what a reading says', () => {
  it.each<[string, Partial<JudgedQueue>, bigint | null | undefined, boolean, string]>([
    ['at the target', back, 20n, false, 'APPLIED'],
    ['BROKER: consumed on from the target', back, 35n, true, 'APPLIED'],
    ['BROKER: consumed on beyond where it was', back, 70n, true, 'APPLIED'],
    ['BROKER: below the target', back, 10n, true, 'OVERWRITTEN'],
    ['BROKER: further on although nobody is online', back, 35n, false, 'OVERWRITTEN'],
    ['BROKER: POP may have acked what it held', { ...back, isPop: true }, 50n, true, 'OVERWRITTEN'],
    ['BROKER: POP consumes on', { ...back, isPop: true }, 30n, true, 'APPLIED'],
    ['G-19 COMMIT: a client had the old offset in memory', { ...back, mechanism: 'COMMIT' }, 50n, true, 'OVERWRITTEN'],
    ['G-19 COMMIT: and went on with it', { ...back, mechanism: 'COMMIT' }, 55n, true, 'OVERWRITTEN'],
    ['COMMIT: a client began there', { ...back, mechanism: 'COMMIT' }, 25n, true, 'APPLIED'],
    ['G-19 COMMIT: skipped, and back', { ...forth, mechanism: 'COMMIT' }, 55n, true, 'OVERWRITTEN'],
    ['COMMIT: skipped, and on', { ...forth, mechanism: 'COMMIT' }, 81n, true, 'APPLIED'],
    ['CLIENTS: not yet', { ...forth, mechanism: 'CLIENTS' }, 52n, true, 'WAITING'],
    ['CLIENTS: there and on', { ...forth, mechanism: 'CLIENTS' }, 90n, true, 'APPLIED'],
    ['CLIENTS: there, and back', { ...forth, mechanism: 'CLIENTS', hasMoved: true }, 52n, true, 'OVERWRITTEN'],
    ['CLIENTS: back and consuming', { ...back, mechanism: 'CLIENTS' }, 30n, true, 'APPLIED'],
    ['CLIENTS: back not seen', { ...back, mechanism: 'CLIENTS' }, 52n, true, 'WAITING'],
    ['CLIENTS: was back, caught up', { ...back, mechanism: 'CLIENTS', hasMoved: true }, 52n, true, 'APPLIED'],
    ['refused stays refused', { ...back, write: 'FAILED', outcome: 'FAILED' }, 20n, false, 'FAILED'],
    ['no answer, and it was done', { ...back, write: 'UNKNOWN', outcome: 'UNKNOWN' }, 20n, false, 'APPLIED'],
    ['no answer, and it is elsewhere', { ...back, write: 'UNKNOWN', outcome: 'UNKNOWN' }, 50n, false, 'UNKNOWN'],
    ['the console ended in between', { ...back, write: 'PENDING', outcome: 'UNKNOWN' }, 50n, false, 'UNKNOWN'],
    ['stood there already', { targetOffset: 50n, write: 'NOT_NEEDED', outcome: 'APPLIED' }, 50n, false, 'APPLIED'],
    ['the offset is gone', back, null, false, 'UNKNOWN'],
    ['no broker answers', { ...back, outcome: 'APPLIED', consumerOffset: 20n }, undefined, false, 'APPLIED'],
  ])('%s', (_, parts, read, isOnline, expected) => {
    expect(judgeQueue(queue(parts), { read, isOnline, isLast: false }).outcome).toBe(expected)
  })

  it('never says applied of what nobody has read', () => {
    expect(judgeQueue(queue(back), { read: undefined, isOnline: false, isLast: true }).outcome).toBe('UNKNOWN')
  })
})

it('is read 3, 10 and 30 s later; what was missed is not made up for', () => {
  const appliedAt = new Date(1_000_000)
  const after = (checksDone: number) => nextCheckAt('BROKER', appliedAt, checksDone)?.getTime()
  expect([0, 1, 2, 3].map(after)).toEqual([1_003_000, 1_010_000, 1_030_000, undefined])
  expect(checksDueBy('COMMIT', appliedAt, new Date(1_011_000))).toBe(2)
  expect(checksDueBy('CLIENTS', appliedAt, new Date(2_000_000))).toBe(10)
})

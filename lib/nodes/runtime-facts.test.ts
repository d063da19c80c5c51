import { describe, expect, it } from 'vitest'
import { brokerFacts, combineFacts } from './runtime-facts.ts'

describe('brokerFacts', () => {
  it('reads the keys of 5.x and the misspelt one of 4.9', () => {
    const runtime = {
      putTps: '12.5 11.0 10.0',
      getTransferedTps: ' 3,5 2 1',
      commitLogDiskRatio: '0.42',
      earliestMessageTimeStamp: '1700000000000',
    }
    expect(brokerFacts(runtime)).toEqual({
      inTps: 12.5,
      outTps: 3.5,
      diskUsedRatio: 0.42,
      oldestMessageAt: '2023-11-14T22:13:20.000Z',
    })
  })

  it.each<[Record<string, string>, string]>([
    [{}, 'nothing'],
    [{ putTps: '', commitLogDiskRatio: '-1', earliestMessageTimeStamp: '-1' }, 'an empty store'],
    [{ putTps: 'NaN', commitLogDiskRatio: 'x', earliestMessageTimeStamp: '9223372036854775807' }, 'nonsense'],
  ])('says null for what a broker does not say: %o (%s)', (runtime) => {
    expect(brokerFacts(runtime)).toEqual({ inTps: null, outTps: null, diskUsedRatio: null, oldestMessageAt: null })
  })
})

describe('combineFacts', () => {
  const now = new Date('2026-11-25T12:00:00Z')
  const ago = (ms: number) => new Date(now.getTime() - ms)
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
  const up = (value: number | null) => ({ value, heardAt: now, isUp: true })
  const down = (value: number | null, heardAt: Date | null) => ({ value, heardAt, isUp: false })

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

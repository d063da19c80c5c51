import { describe, expect, test } from 'vitest'
import type { ProgressRow } from '#lib/groups/schema.ts'
import { heatRows, toneOf } from './heat-cells.ts'

const row = (parts: Partial<ProgressRow> = {}): ProgressRow => ({
  topicName: 't',
  brokerName: 'a',
  queueId: 0,
  kind: 'SUBSCRIBED',
  minOffset: 0n,
  brokerOffset: 10n,
  consumerOffset: 5n,
  isNeverCommitted: false,
  lag: 5n,
  inflight: 0n,
  lagTimeMs: 500,
  lastConsumedAt: null,
  ownerClientId: 'c',
  isBelowMin: false,
  isHot: false,
  ...parts,
})

describe('toneOf', () => {
  test.each([
    ['no data', { lag: null, lagTimeMs: null }, 'unknown'],
    ['never consumed', { lag: null, isNeverCommitted: true }, 'never'],
    ['caught up', { lag: 0n, lagTimeMs: 0 }, 0],
    ['a moment', { lagTimeMs: 999 }, 1],
    ['seconds', { lagTimeMs: 9_999 }, 2],
    ['minutes', { lagTimeMs: 599_999 }, 3],
    ['beyond the first limit', { lagTimeMs: 600_000 }, 'warning'],
    ['beyond the second', { lagTimeMs: 3_600_000 }, 'critical'],
    ['behind, nobody knows how long', { lagTimeMs: null }, 2],
  ] as const)('%s', (_, parts, expected) => expect(toneOf(row(parts))).toBe(expected))
})

describe('heatRows', () => {
  const many = (count: number, parts: (queueId: number) => Partial<ProgressRow> = () => ({})) =>
    Array.from({ length: count }, (_, queueId) => row({ queueId, ...parts(queueId) }))

  test('one row per broker, one cell per queue, in order', () => {
    const { brokers, folded, isNarrow } = heatRows([row({ brokerName: 'b' }), row({ queueId: 1 }), row()], true)
    expect(brokers.map(({ brokerName, cells }) => [brokerName, cells.map(({ rows }) => rows[0]?.queueId)])).toEqual([
      ['a', [0, 1]],
      ['b', [0]],
    ])
    expect([folded, isNarrow]).toEqual([1, false])
  })

  test('cells shrink above 32 queues and fold beyond what fits; a fold shows its worst', () => {
    expect(heatRows(many(33), true)).toMatchObject({ folded: 1, isNarrow: true })
    const { brokers, folded } = heatRows(
      many(10_000, (queueId) => (queueId === 0 ? { lag: null } : queueId === 1 ? { lagTimeMs: 3_600_000 } : {})),
      true,
    )
    expect(folded).toBe(105)
    expect(brokers[0]?.cells).toHaveLength(96)
    expect(brokers[0]?.cells.slice(0, 2).map(({ tone }) => tone)).toEqual(['critical', 1])
  })

  test('without an owner only where all clients told theirs', () => {
    const orphan = [row({ ownerClientId: null })]
    expect(heatRows(orphan, true).brokers[0]?.cells[0]?.hasNoOwner).toBe(true)
    expect(heatRows(orphan, false).brokers[0]?.cells[0]?.hasNoOwner).toBe(false)
  })
})

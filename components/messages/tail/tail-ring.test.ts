import { describe, expect, it } from 'vitest'
import type { MessageItem } from '#lib/messages/schema.ts'
import { backlogOf, emptyRing, rateOf, reduceTail, type TailAction } from './tail-ring.ts'

const rows = (...ids: number[]): TailAction => ({
  name: 'rows',
  data: { items: ids.map((id) => ({ offsetMsgId: String(id) }) as MessageItem) }, // no more of it is used
})
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)
const state = (second: number, arrived: Record<string, bigint>, filteredOut = 0n): TailAction => ({
  name: 'state',
  data: {
    at: new Date(second * 1_000),
    endsAt: new Date(0),
    arrived,
    filteredOut,
    queues: { read: 1, all: 1 },
    partial: [],
  },
})
const ringOf = (...actions: TailAction[]) => actions.reduce(reduceTail, emptyRing)
const pause: TailAction = { name: 'pause', at: new Date(0) }
const idsOf = (items: readonly MessageItem[] | null) => (items ?? []).map(({ offsetMsgId }) => Number(offsetMsgId))

describe('M-13: a tail', () => {
  it('shows the newest first, 2,000 at most', () => {
    expect(idsOf(ringOf(rows(1, 2), rows(3)).shown)).toEqual([3, 2, 1])
    const full = ringOf(rows(...range(0, 2_000)), rows(2_000, 2_001))
    expect(full.shown).toHaveLength(2_000)
    expect(idsOf(full.shown)[0]).toBe(2_001)
  })

  it('loses none of what came while it was paused, within the ring', () => {
    const paused = ringOf(rows(1, 2), pause, rows(3, 4), rows(5))
    expect(idsOf(paused.shown)).toEqual([2, 1])
    expect(backlogOf(paused)).toBe(3)
    const resumed = reduceTail(paused, { name: 'resume' })
    expect(idsOf(resumed.shown)).toEqual([5, 4, 3, 2, 1])
    expect([resumed.held, resumed.skipped, backlogOf(resumed)]).toEqual([null, 0, 0])
  })

  it('counts what the ring and the console left out, and keeps the newest', () => {
    const paused = ringOf(pause, rows(...range(0, 1_990)), rows(...range(1_990, 2_030)), {
      name: 'skipped',
      data: { count: 170n },
    })
    expect([paused.held?.length, paused.heldSkipped, backlogOf(paused)]).toEqual([2_000, 200, 2_200])
    const resumed = reduceTail(paused, { name: 'resume' })
    expect([idsOf(resumed.shown)[0], idsOf(resumed.shown).at(-1), resumed.skipped]).toEqual([2_029, 30, 200])
    expect(ringOf({ name: 'skipped', data: { count: 7n } }).skipped).toBe(7)
  })

  it('shows the next fifty of those held, oldest first, and stays paused', () => {
    const paused = ringOf(rows(0), pause, rows(...range(1, 61)))
    const stepped = reduceTail(paused, { name: 'showNext' })
    expect(idsOf(stepped.shown).slice(0, 2)).toEqual([50, 49])
    expect(idsOf(stepped.held)).toEqual(range(51, 61).reverse())
    expect(stepped.pausedAt).not.toBeNull()
  })

  it('tells rates of the last looks, by topic, and none before the second look', () => {
    expect(rateOf(ringOf(state(0, { a: 5n })))).toBeNull()
    const ring = ringOf(state(0, { a: 9n, b: 0n }), state(1, { a: 4n, b: 2n }), state(3, { a: 2n, b: 1n }, 5n))
    expect(rateOf(ring)).toBe(3)
    expect(rateOf(ring, 'a')).toBe(2)
    expect(ring.filteredOut).toBe(5)
  })
})

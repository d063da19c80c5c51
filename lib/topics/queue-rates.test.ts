import { describe, expect, it } from 'vitest'
import { ok, unknown } from '#lib/api/endpoint.ts'
import { QueueRates } from './queue-rates.ts'

const at = Date.parse('2026-11-25T12:00:00Z')
const offsets = (...maxOffsets: number[]) => new Map(maxOffsets.map((max, queueId) => [queueId, BigInt(max)]))
const notSampled = unknown('NOT_SAMPLED')

describe('T-9: rates of queues', () => {
  it('come from look to look: the first knows none, one a moment later neither', () => {
    const rates = new QueueRates()
    expect(rates.take('t', at, offsets(100, 0))).toEqual(new Map([0, 1].map((queueId) => [queueId, notSampled])))
    expect(rates.take('t', at + 2_000, offsets(120, 0)).get(0)).toEqual(notSampled)
    const later = rates.take('t', at + 10_000, offsets(200, 0))
    expect(later.get(0)).toEqual(ok(10, new Date(at + 10_000)))
    expect(later.get(1)).toEqual(ok(0, new Date(at + 10_000)))
  })

  it('reach over the last minute, however often somebody looks', () => {
    const rates = new QueueRates()
    for (let second = 0; second <= 60; second++) rates.take('t', at + second * 1_000, offsets(second * 5))
    // It came to a stand for a while, in which nobody looked.
    expect(rates.take('t', at + 90_000, offsets(300)).get(0)).toEqual(ok(2.5, new Date(at + 90_000)))
    expect(rates.take('t', at + 200_000, offsets(300)).get(0)).toEqual(notSampled)
  })

  it('are not known of a new queue, and never negative', () => {
    const rates = new QueueRates()
    rates.take('t', at, offsets(100))
    const grown = rates.take('t', at + 10_000, offsets(100, 7))
    expect([grown.get(0)?.value, grown.get(1)]).toEqual([0, notSampled])
    expect(rates.take('t', at + 20_000, offsets(50, 7)).get(0)).toEqual(notSampled)
    expect(rates.take('t', at + 30_000, offsets(60, 7)).get(0)).toEqual(ok(1, new Date(at + 30_000)))
  })

  it('forget the topic that nobody looked at for longest', () => {
    const rates = new QueueRates(2)
    for (const [index, key] of ['a', 'b', 'a', 'c'].entries()) rates.take(key, at + index, offsets(0))
    expect(rates.take('a', at + 10_000, offsets(10)).get(0)?.state).toBe('ok')
    expect(rates.take('b', at + 10_000, offsets(10)).get(0)?.state).toBe('unknown')
  })
})

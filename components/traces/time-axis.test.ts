import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeAxis } from './time-axis.ts'

const span = (startMs: number, endMs: number) => ({ startMs, endMs })

describe('timeAxis', () => {
  it('leaves long pauses out and says how long they were', () => {
    const { percent, cuts, ticks } = timeAxis([span(0, 50), span(10_000, 10_100), span(40_100, 40_150)])
    expect(cuts.map(({ durationMs }) => durationMs)).toEqual([9_950, 30_000])
    expect(percent(50) - percent(0)).toBeGreaterThan(10)
    expect(percent(40_150)).toBeLessThanOrEqual(100)
    // Behind a pause the first tick says when, and the next ones how much later.
    const [first, second] = ticks.filter(({ sinceMs }) => sinceMs >= 10_000)
    expect(first).toEqual({ percent: percent(10_000), sinceMs: 10_000 })
    expect(second?.sincePauseMs).toBeLessThan(100)
  })

  it('draws short pauses as they are', () => {
    const { percent, cuts } = timeAxis([span(0, 100), span(150, 200), span(300, 400)])
    expect(cuts).toEqual([])
    expect(percent(200)).toBeCloseTo(percent(100) * 2)
  })

  it('draws a single moment, and nothing at all', () => {
    expect(timeAxis([span(5, 5)])).toMatchObject({ cuts: [], ticks: [{ percent: 0, sinceMs: 0 }] })
    expect(timeAxis([])).toMatchObject({ cuts: [], ticks: [] })
  })

  it('never goes back, and stays inside, whatever happened when', () => {
    const spans = fc.array(fc.tuple(fc.nat(10_000_000), fc.nat(5_000)), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(spans, (pairs) => {
        const all = pairs.map(([startMs, durationMs]) => span(startMs, startMs + durationMs))
        const { percent, cuts, ticks } = timeAxis(all)
        const times = all.flatMap(({ startMs, endMs }) => [startMs, endMs]).sort((a, b) => a - b)
        const places = times.map(percent)
        expect(places).toEqual(places.toSorted((a, b) => a - b))
        for (const at of [...places, ...ticks.map((tick) => tick.percent)]) {
          expect(at).toBeGreaterThanOrEqual(0)
          expect(at).toBeLessThanOrEqual(100.001)
        }
        expect(cuts.length).toBeLessThanOrEqual(6)
        expect(ticks.length).toBeLessThan(40)
      }),
    )
  })
})

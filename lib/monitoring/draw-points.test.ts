import { expect, it } from 'vitest'
import { drawPoints, type StoredPoint } from './draw-points.ts'

const MINUTE = 60_000
const start = Date.parse('2026-11-26T12:00:00Z')
const at = (minute: number) => start + minute * MINUTE
const passes = (...minutes: number[]) => minutes.map(at)
const draw = (points: StoredPoint[], sampled: number[], stepMs = MINUTE, to = 4) =>
  drawPoints(points, sampled, { from: new Date(start), to: new Date(at(to)), stepMs }).map(([, value]) => value)

it('a value holds until the next one that was stored', () => {
  expect(
    draw(
      [
        [at(-20), 7],
        [at(2), 9],
      ],
      passes(0, 1, 2, 3, 4),
    ),
  ).toEqual([7, 7, 9, 9, 9])
})

it('X-1: a minute without a sample is a gap, and so is one in which the value was not known', () => {
  expect(
    draw(
      [
        [at(0), 7],
        [at(3), null],
        [at(4), 1],
      ],
      passes(0, 2, 3, 4),
    ),
  ).toEqual([7, null, 7, null, 1])
})

it('before the first value there is nothing, not 0', () => {
  expect(draw([[at(2), 5]], passes(0, 1, 2, 3, 4))).toEqual([null, null, 5, 5, 5])
})

it('the area under the curve is the same at each step', () => {
  const points: StoredPoint[] = Array.from({ length: 60 }, (_, minute) => [at(minute), minute * minute])
  const sampled = passes(...points.keys())
  const area = (stepMs: number) =>
    drawPoints(points, sampled, { from: new Date(start), to: new Date(at(59)), stepMs }).reduce(
      (sum, [, value]) => sum + ((value ?? 0) * stepMs) / MINUTE,
      0,
    )
  expect(area(5 * MINUTE)).toBeCloseTo(area(MINUTE))
  expect(area(20 * MINUTE)).toBeCloseTo(area(MINUTE))
})

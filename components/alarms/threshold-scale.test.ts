import { expect, test } from 'vitest'
import { gapsOf, linePath, scaleTicks } from './threshold-scale.ts'

const at = (ms: number) => new Date(ms)

test('the grid is round in the unit that people read', () => {
  expect(scaleTicks(18 * 60_000, 'ms')).toEqual([0, 5, 10, 15, 20].map((minutes) => minutes * 60_000))
  expect(scaleTicks(3 * 1024 ** 3, 'B').at(-1)).toBe(3 * 1024 ** 3)
  expect(scaleTicks(0.9, 'ratio').at(-1)).toBe(1)
  expect(scaleTicks(0, 'msg')).toEqual([0, 1])
})

test('a gap reaches from what was measured to what was measured again', () => {
  const points = [
    { at: at(0), value: 1 },
    { at: at(10), value: null },
    { at: at(20), value: null },
    { at: at(30), value: 2 },
    { at: at(40), value: null },
  ]
  expect(gapsOf(points, 0, 50)).toEqual([
    { from: 0, to: 30 },
    { from: 30, to: 50 },
  ])
  expect(gapsOf([], 0, 50)).toEqual([{ from: 0, to: 50 }])
})

test('the line breaks in a gap', () => {
  const points = [
    { at: at(0), value: 0 },
    { at: at(50), value: 10 },
    { at: at(60), value: null },
    { at: at(100), value: 5 },
  ]
  expect(linePath(points, 0, 100, 10)).toBe('M0 1000L500 0M1000 500')
})

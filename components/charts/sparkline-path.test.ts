import { expect, test } from 'vitest'
import { sparklinePath } from './sparkline-path.ts'

test('a gap stays a gap', () => {
  expect(sparklinePath([0, 1, null, 1, 0], 44, 14).path).toBe('M2.0 12.0L12.0 2.0M32.0 2.0L42.0 12.0')
})

test('a constant is a line in the middle, not zero', () => {
  expect(sparklinePath([7, 7], 44, 14).path).toBe('M2.0 7.0L42.0 7.0')
})

test('nothing measured draws nothing', () => {
  expect(sparklinePath([null, null], 44, 14)).toEqual({ path: '', end: null })
  expect(sparklinePath([], 44, 14)).toEqual({ path: '', end: null })
})

test('the dot marks now only when now is known', () => {
  expect(sparklinePath([1, 2], 44, 14).end).toEqual({ x: 42, y: 2 })
  expect(sparklinePath([1, null], 44, 14).end).toBeNull()
})

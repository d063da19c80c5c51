import { expect, test } from 'vitest'
import { monthWeeks, shiftMonth } from './calendar.ts'

test('November 2026 begins on a Sunday and ends on a Monday', () => {
  const weeks = monthWeeks(2026, 11)
  expect(weeks).toHaveLength(6)
  expect(weeks[0]).toEqual([null, null, null, null, null, null, 1])
  expect(weeks[5]).toEqual([30, null, null, null, null, null, null])
})

test('February of a leap year has 29 days', () => {
  expect(monthWeeks(2028, 2).flat().filter(Boolean)).toHaveLength(29)
})

test('the month after December is in the next year', () => {
  expect(shiftMonth(2026, 12, 1)).toEqual({ year: 2027, month: 1 })
  expect(shiftMonth(2026, 1, -1)).toEqual({ year: 2025, month: 12 })
})

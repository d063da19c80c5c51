import { expect, it } from 'vitest'
import { matchesPattern } from './matches-pattern.ts'

it.each([
  ['^[a-z]+(_[a-z]+)*$', 'pay_orders', true],
  ['^[a-z]+(_[a-z]+)*$', 'Pay-Orders', false],
  // The namespace is not the name's.
  ['^[a-z]+$', 'PAY%orders', true],
  ['^[a-z]+$', 'pay%ORDERS', false],
  // Only the server can say.
  ['(?<broken', 'orders', true],
])('T-21: %s on %s is %s', (pattern, fullName, isMet) => {
  expect(matchesPattern(pattern, fullName)).toBe(isMet)
})

import { expect, it } from 'vitest'
import { tagHashCode } from './tag-hash.ts'

it.each([
  ['TagA', 2598919],
  ['订单', 1129459],
  ['a-long-tag-that-overflows', 1496819747],
  ['', 0],
  ['Aa', 2112],
  ['BB', 2112],
  ['polygenelubricants', -2147483648],
])('the hash of %j is %i, as in Java', (tag, hash) => {
  expect(tagHashCode(tag)).toBe(hash)
})

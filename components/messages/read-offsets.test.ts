import { expect, test } from 'vitest'
import { readOffsets } from './read-offsets.ts'

const queue = { fromOffset: 10n, toOffset: 100n }

test.each([
  ['newest first begins at the end', 'newest', 40n, { first: 40n, last: 99n }],
  ['oldest first begins at the beginning', 'oldest', 40n, { first: 10n, last: 39n }],
  ['read to its end, newest first', 'newest', 10n, { first: 10n, last: 99n }],
  ['read to its end, oldest first', 'oldest', 100n, { first: 10n, last: 99n }],
  ['not begun, newest first', 'newest', 100n, null],
  ['not begun, oldest first', 'oldest', 10n, null],
  ['a broker that did not say', 'newest', null, null],
] as const)('the offsets of a queue that were read: %s', (_, order, nextOffset, expected) => {
  expect(readOffsets({ ...queue, nextOffset }, order)).toEqual(expected)
})

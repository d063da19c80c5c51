import { expect, test } from 'vitest'
import { looksLikeMessageId, matchesQuery } from './palette-query.ts'

test('a middle fragment and words in any order match', () => {
  expect(matchesQuery('stock%inventory_reserve', 'inven')).toBe(true)
  expect(matchesQuery('Topics trade-prod', 'prod top')).toBe(true)
  expect(matchesQuery('Topics', 'group')).toBe(false)
  expect(matchesQuery('Topics', '')).toBe(true)
})

test.each([
  ['0A2A0928000718B4AAC2D1372521F7AB', true],
  ['0A2A092800002A9F0000000005423B8C', true],
  ['01ACDE480011223344550000000000ABCD', true],
  ['order_created', false],
  ['0A2A0928', false],
])('%s: %s', (text, expected) => {
  expect(looksLikeMessageId(text)).toBe(expected)
})

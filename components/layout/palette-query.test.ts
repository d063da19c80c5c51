import { expect, test } from 'vitest'
import { matchesQuery } from './palette-query.ts'

test('a middle fragment and words in any order match', () => {
  expect(matchesQuery('stock%inventory_reserve', 'inven')).toBe(true)
  expect(matchesQuery('Topics trade-prod', 'prod top')).toBe(true)
  expect(matchesQuery('Topics', 'group')).toBe(false)
  expect(matchesQuery('Topics', '')).toBe(true)
})

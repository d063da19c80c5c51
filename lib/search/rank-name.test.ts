import { expect, test } from 'vitest'
import { rankName, wordsOf } from './rank-name.ts'

test.each([
  ['orders', 'orders', 0],
  ['Orders', 'oRDERS', 0],
  ['pay%orders', 'orders', 1],
  ['orders-eu', 'orders', 2],
  ['new-orders-eu', 'orders', 3],
  ['preorders', 'orders', 4],
  ['pay%new-orders', 'ord pay', 3],
  ['pay%new-orders', 'pay*ord', 2],
  ['pay%new-orders', 'ord xyz', null],
])('%j fits %j as %s', (name, query, rank) => {
  expect(rankName(name, wordsOf(query))).toBe(rank)
})

import { describe, expect, it } from 'vitest'
import { hasLabels, type SortValue, sortAndPage } from './sort-and-page.ts'

const items: { name: string; size: SortValue }[] = [
  { name: 'a', size: 3n },
  { name: 'b', size: null },
  { name: 'c', size: 10n },
  { name: 'd', size: 3n },
]
const names = (sort?: string, page = 1, pageSize = 10) =>
  sortAndPage(items, { page, pageSize, sort }, (item) => item.size).items.map(({ name }) => name)

describe('sortAndPage', () => {
  it.each([
    ['size', ['a', 'd', 'c', 'b']],
    ['-size', ['c', 'a', 'd', 'b']],
    [undefined, ['a', 'b', 'c', 'd']],
  ])('sort=%s: unknown last, ties as they stood', (sort, expected) => {
    expect(names(sort)).toEqual(expected)
  })

  it('cuts pages and counts all', () => {
    expect(sortAndPage(items, { page: 2, pageSize: 3 }, () => null)).toMatchObject({ total: 4, page: 2, pageSize: 3 })
    expect([names('size', 1, 3), names('size', 2, 3), names('size', 3, 3)]).toEqual([['a', 'd', 'c'], ['b'], []])
  })
})

it.each([
  [undefined, true],
  [['a=1'], true],
  [['a=1', 'b='], true],
  [['a=2'], false],
  [['a'], false],
  [['c=x=y'], true],
])('labels %o: %s', (wanted, expected) => {
  expect(hasLabels({ a: '1', b: '', c: 'x=y' }, wanted)).toBe(expected)
})

import { expect, test } from 'vitest'
import {
  emptyLayout,
  isShown,
  moveColumn,
  orderColumns,
  parseLayout,
  readColumns,
  showColumn,
  writeColumns,
} from './view-layout.ts'

test('a stored layout is read back, nonsense in it dropped', () => {
  expect(parseLayout('{"order":["b","a",3],"hidden":["c"],"widths":{"a":120,"b":"x","c":1},"density":33}')).toEqual({
    ...emptyLayout,
    order: ['b', 'a'],
    hidden: ['c'],
    widths: { a: 120 },
  })
  expect(parseLayout('{"density":40}')).toEqual({ ...emptyLayout, density: 40 })
})

test.each([null, '', '{', 'null', '[]', '7'])('%j is an untouched layout', (text) => {
  expect(parseLayout(text)).toEqual(emptyLayout)
})

test('a new column stands beside its neighbour, a dropped one is forgotten', () => {
  expect(orderColumns(['a', 'b', 'new', 'c'], ['c', 'b', 'old', 'a'])).toEqual(['c', 'b', 'new', 'a'])
  expect(orderColumns(['new', 'a'], ['a'])).toEqual(['new', 'a'])
  expect(orderColumns(['a', 'b'], [])).toEqual(['a', 'b'])
})

test('columns move by one and stop at the ends', () => {
  expect(moveColumn(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
  expect(moveColumn(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c'])
})

test('a column is shown as the person said, else as the table was made', () => {
  const rare = { id: 'producer', isHiddenInitially: true }
  const usual = { id: 'tags' }
  expect([rare, usual].map((column) => isShown(column, emptyLayout))).toEqual([false, true])
  const arranged = {
    ...emptyLayout,
    ...showColumn({ ...emptyLayout, ...showColumn(emptyLayout, 'tags', false) }, 'producer', true),
  }
  expect([rare, usual].map((column) => isShown(column, arranged))).toEqual([true, false])
  expect(showColumn(arranged, 'producer', false)).toEqual({ shown: [], hidden: ['tags', 'producer'] })
})

test('which columns are shown survives the address', () => {
  const columns = { shown: ['producer', 'bodyBytes'], hidden: ['tags'] }
  expect(writeColumns(columns)).toBe('producer,bodyBytes,-tags')
  expect(readColumns(writeColumns(columns))).toEqual(columns)
  expect(readColumns(writeColumns(emptyLayout))).toEqual({ shown: [], hidden: [] })
})

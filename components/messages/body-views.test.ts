import { expect, test } from 'vitest'
import { readBodyView } from './body-views.ts'

test.each([
  ['hex', 'hex'],
  ['gbk', 'gbk'],
  ['auto', 'auto'],
  ['morse', 'auto'],
  ['', 'auto'],
  [null, 'auto'],
])('a remembered view %j shows a body as %s', (text, view) => {
  expect(readBodyView(text)).toBe(view)
})

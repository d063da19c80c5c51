import { expect, test } from 'vitest'
import { cursorAction } from './cursor.ts'

test.each([
  ['ArrowDown', 0, { kind: 'move', to: 1 }],
  ['j', 3, { kind: 'move', to: 4 }],
  ['J', 4, { kind: 'nextPage' }],
  ['ArrowUp', 4, { kind: 'move', to: 3 }],
  ['k', 0, { kind: 'previousPage' }],
  ['Home', 3, { kind: 'move', to: 0 }],
  ['End', 0, { kind: 'move', to: 4 }],
  ['PageDown', 1, { kind: 'move', to: 4 }],
  ['PageUp', 4, { kind: 'move', to: 0 }],
  ['Enter', 2, { kind: 'open' }],
  ['x', 2, { kind: 'select' }],
  ['a', 2, { kind: 'none' }],
])('%s on row %i of 5', (key, cursor, action) => {
  expect(cursorAction(key, cursor, 5)).toEqual(action)
})

test('an empty table does nothing', () => {
  expect(cursorAction('j', 0, 0)).toEqual({ kind: 'none' })
})

import { expect, test } from 'vitest'
import { steadyRows } from './steady-rows.ts'

const rows = (text: string) => [...text].map((id) => ({ id, value: 1 }))
const fresh = (text: string) => [...text].map((id) => ({ id, value: 2 }))
const idOf = (row: { id: string }) => row.id
const order = (list: readonly { id: string }[]) => list.map(idOf).join('')

test('new values appear in place, in the old order', () => {
  const { rows: shown, updates } = steadyRows(rows('abc'), fresh('abc'), idOf)
  expect(shown).toEqual(fresh('abc'))
  expect(updates).toBe(0)
})

test('a row that moved stays where it was and counts once', () => {
  const { rows: shown, updates } = steadyRows(rows('abcd'), fresh('dabc'), idOf)
  expect(order(shown)).toBe('abcd')
  expect(shown[3]?.value).toBe(2)
  expect(updates).toBe(1)
})

test('a row that went stays with its last values, one that came waits', () => {
  const { rows: shown, gone, updates } = steadyRows(rows('abc'), fresh('xac'), idOf)
  expect(order(shown)).toBe('abc')
  expect(shown[1]?.value).toBe(1)
  expect([...gone]).toEqual(['b'])
  expect(updates).toBe(2)
})

test('everything new counts as everything', () => {
  expect(steadyRows(rows('ab'), fresh('xyz'), idOf).updates).toBe(5)
  expect(steadyRows(rows('abcd'), fresh('dcba'), idOf).updates).toBe(3)
})

test('the same data is no update', () => {
  const same = rows('abc')
  expect(steadyRows(same, same, idOf)).toEqual({ rows: same, gone: new Set(), updates: 0 })
})

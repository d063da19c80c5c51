import { expect, test } from 'vitest'
import { type KeyPress, nextShortcut, type ShortcutState } from './shortcut-keys.ts'

const known = new Set(['mod+k', '/', '?', 'r', 'g t', 'g m'])

function type(
  presses: (string | (Partial<KeyPress> & { key: string; afterMs?: number }))[],
  isTyping = false,
  areSingleKeysOn = true,
) {
  let state: ShortcutState = { pending: null }
  let nowMs = 0
  const found: string[] = []
  for (const press of presses) {
    const { afterMs = 50, ...keys } = typeof press === 'string' ? { key: press } : press
    nowMs += afterMs
    const full = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...keys }
    const result = nextShortcut(state, full, { known, isTyping, areSingleKeysOn, nowMs })
    state = result.state
    if (result.shortcut) found.push(result.shortcut)
  }
  return found
}

test('a single key, a modified key and a sequence are found', () => {
  expect(type(['r'])).toEqual(['r'])
  expect(type([{ key: 'k', metaKey: true }])).toEqual(['mod+k'])
  expect(type([{ key: 'K', ctrlKey: true }])).toEqual(['mod+k'])
  expect(type(['g', 't'])).toEqual(['g t'])
  expect(
    type([
      { key: 'Shift', shiftKey: true },
      { key: '?', shiftKey: true },
    ]),
  ).toEqual(['?'])
})

test('a sequence broken off by another key or by time is forgotten', () => {
  expect(type(['g', 'x', 't'])).toEqual([])
  expect(type(['g', { key: 't', afterMs: 1500 }])).toEqual([])
  expect(type(['g', 'r'])).toEqual(['r'])
})

test('while typing only keys with a modifier count', () => {
  expect(type(['r', 'g', 't', '/'], true)).toEqual([])
  expect(type([{ key: 'k', metaKey: true }], true)).toEqual(['mod+k'])
})

test('single keys can be switched off', () => {
  expect(type(['r', 'g', 't'], false, false)).toEqual([])
  expect(type([{ key: 'k', ctrlKey: true }], false, false)).toEqual(['mod+k'])
})

test('keys of the browser are left alone', () => {
  expect(type([{ key: 'r', metaKey: true }])).toEqual([])
  expect(type([{ key: 'k', ctrlKey: true, shiftKey: true }])).toEqual([])
  expect(type([{ key: 'k', altKey: true, ctrlKey: true }])).toEqual([])
})

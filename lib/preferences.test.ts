import { expect, test } from 'vitest'
import { defaultPreferences, parsePreferences, serializePreferences } from './preferences.ts'

test('what was written is read back whole', () => {
  const preferences = {
    ...defaultPreferences,
    language: 'zh-CN' as const,
    timeZone: 'Asia/Shanghai',
    refreshMs: 0 as const,
  }
  expect(parsePreferences(serializePreferences(preferences))).toEqual(preferences)
})

test.each([
  [undefined, {}],
  ['%E0%A4%A', {}],
  ['null', {}],
  ['[1]', {}],
  ['{"theme":"pink","density":99,"language":"xx","timeZone":"Mars/Base","isShortcutsOn":"yes"}', {}],
  ['{"theme":"dark","density":28,"timeZone":null}', { theme: 'dark', density: 28, timeZone: null }],
])('the cookie %s gives %j', (cookie, expected) => {
  expect(parsePreferences(cookie)).toEqual(expected)
})

import { expect, test } from 'vitest'
import { negotiateLocale } from './locales.ts'

test.each([
  [null, 'en'],
  ['zh-TW,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['de-DE,de;q=0.9,en;q=0.8,zh;q=0.7', 'en'],
  ['fr, zh;q=0.2, en;q=0.1', 'zh-CN'],
  ['zh;q=0, fr', 'en'],
])('an Accept-Language of %s is answered in %s', (header, locale) => {
  expect(negotiateLocale(header)).toBe(locale)
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SYSTEM_PROPERTIES } from '#lib/rocketmq/codec/properties.ts'

test.each(['en', 'zh-CN'])('every system property is explained in %s', (locale) => {
  const words = JSON.parse(readFileSync(new URL(`../../i18n/${locale}.json`, import.meta.url), 'utf8'))
  expect(Object.keys(words.messages.properties.explained).sort()).toEqual([...SYSTEM_PROPERTIES].sort())
})

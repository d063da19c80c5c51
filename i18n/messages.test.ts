import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { locales } from './locales.ts'

type Words = { [key: string]: string | Words }

const read = (locale: string) => JSON.parse(readFileSync(new URL(`./${locale}.json`, import.meta.url), 'utf8')) as Words

const flatten = (words: Words, prefix = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flatten(value, `${prefix}${key}.`),
  )

/** Names of the ICU arguments and rich-text tags of a message: a translation that loses one says something else. */
const argumentsOf = (text: string) =>
  [
    ...new Set(
      [...text.matchAll(/(?<!(?:\bone|\bother|=\d+) ?)\{(\w+)[,}]/g), ...text.matchAll(/<(\w+)>/g)].map(
        (match) => match[1],
      ),
    ),
  ].sort()

const english = flatten(read('en'))

test.each(locales)('%s has every message, with the same arguments as English', (locale) => {
  const other = new Map(flatten(read(locale)))
  expect([...other.keys()].sort()).toEqual(english.map(([key]) => key).sort())
  for (const [key, text] of english) {
    expect({ key, arguments: argumentsOf(other.get(key) ?? '') }).toEqual({ key, arguments: argumentsOf(text) })
    expect(other.get(key)?.trim(), key).not.toBe('')
  }
})

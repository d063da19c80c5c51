import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatJson } from './format-json.ts'

describe('formatJson', () => {
  it('lays out as JSON.stringify does, whatever the value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(formatJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2))
      }),
    )
  })

  it.each([
    ['numbers of 64 bits', '{"n":9223372036854775807,"m":1.10}', '{\n  "n": 9223372036854775807,\n  "m": 1.10\n}'],
    ['repeated members', '{"a":1,"a":2}', '{\n  "a": 1,\n  "a": 2\n}'],
    ['quotes in strings', '["a\\"b{,",""]', '[\n  "a\\"b{,",\n  ""\n]'],
    ['a cut text', '{"a":[1,"b', '{\n  "a": [\n    1,\n    "b'],
    ['empty ones', '{"a":{ },"b":[]}', '{\n  "a": {},\n  "b": []\n}'],
  ])('keeps %s', (_, text, expected) => {
    expect(formatJson(text)).toBe(expected)
  })

  it('leaves a text alone that is nested without end', () => {
    const text = '['.repeat(10_000)
    expect(formatJson(text)).toBe(text)
  })
})

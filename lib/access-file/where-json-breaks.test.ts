import { expect, test } from 'vitest'
import { whereJsonBreaks } from './where-json-breaks.ts'

test.each([
  ['{"a": [1, -2.5e3, "x\\n\\u00e4", true, null, {}], "b": {"c": []}}', null],
  ['  0 \n', null],
  ['', '1:1'],
  ['{"a": [1,]}', '1:10'],
  ['{"a": 1,}', '1:9'],
  ['{\n  "a": 1\n  "b": 2\n}', '3:3'],
  ['{"a": 01}', '1:8'],
  ['[1] 2', '1:5'],
  ['[1}', '1:3'],
  ['{"a" 1}', '1:6'],
  ["{'a': 1}", '1:2'],
  ['{"a": "open', '1:7'],
  ['[tru]', '1:2'],
  ['{"a": [', '1:8'],
])('%j breaks at %s, and JSON.parse agrees whether it does', (text, expected) => {
  const found = whereJsonBreaks(text)
  expect(found && `${found.line}:${found.column}`).toBe(expected)
  if (expected === null) expect(() => JSON.parse(text)).not.toThrow()
  else expect(() => JSON.parse(text)).toThrow()
})

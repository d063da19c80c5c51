import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { csvRecord } from '#lib/api/csv.ts'

test.each([
  ['plain', 'plain'],
  ['=1+1', "'=1+1"],
  ['+49', "'+49"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  [' =1+1', "' =1+1"],
  ['\t=1', `'\t=1`],
  ["'=1+1", "''=1+1"],
  ["it's", "it's"],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['=cmd|" /C calc"!A0', `"'=cmd|"" /C calc""!A0"`],
  ['two\nlines', '"two\nlines"'],
  ['\r=1', `"'\r=1"`],
])('writes %j as %j', (text, cell) => {
  expect(csvRecord([text])).toBe(`${cell}\r\n`)
})

test('writes numbers, dates, objects and what is missing', () => {
  expect(csvRecord([-5, 9223372036854775807n, new Date(0), null, undefined, { a: '=1' }, [{ lag: 5n }], true])).toBe(
    '-5,9223372036854775807,1970-01-01T00:00:00.000Z,,,"{""a"":""=1""}","[{""lag"":""5""}]",true\r\n',
  )
})

test('nothing else writes cells, so that none is forgotten', () => {
  const files = globSync('{app,components,lib}/**/*.{ts,tsx}', { exclude: ['**/generated/**', '**/*.test.ts'] })
  const doubling = files.filter((file) => /('"'|\/"\/g), '""'/.test(readFileSync(file, 'utf8')))
  expect(doubling).toEqual(['lib/api/csv.ts'])
})

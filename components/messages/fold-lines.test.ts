import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldLines, visibleLines } from './fold-lines.ts'
import { formatJson } from './format-json.ts'

const linesOf = (value: unknown) => foldLines(formatJson(JSON.stringify(value)))

describe('foldLines', () => {
  it('finds where each object and array ends and how many parts it has', () => {
    const lines = linesOf({ a: [1, { b: 2 }], c: {}, 'd{': '[' })
    expect(lines.map(({ text, end, count }) => [text.trim(), end, count])).toEqual([
      ['{', 9, 3],
      ['"a": [', 6, 2],
      ['1,', null, 0],
      ['{', 5, 1],
      ['"b": 2', null, 0],
      ['}', null, 0],
      ['],', null, 0],
      ['"c": {},', null, 0],
      ['"d{": "["', null, 0],
      ['}', null, 0],
    ])
  })

  it('closes whatever was opened, and hides nothing but what lies between', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const lines = linesOf(value)
        expect(lines.filter(({ text, end }) => /[{[]$/.test(text) && end === null)).toEqual([])
        expect(visibleLines(lines, new Set())).toHaveLength(lines.length)
        // All of it is inside the first.
        expect(visibleLines(lines, new Set([0]))).toEqual([0])
      }),
    )
  })

  it('does not fold what a cut text never closes', () => {
    const lines = foldLines(formatJson('{"a":[1,2],"b":{"c":1'))
    expect(lines.map(({ end }) => end)).toEqual([null, 4, null, null, null, null, null])
    expect(visibleLines(lines, new Set([0, 1]))).toEqual([0, 1, 5, 6])
  })
})

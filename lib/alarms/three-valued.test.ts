import { describe, expect, it } from 'vitest'
import { allOf, anyOf, evaluateExpression, notOf, parseExpression, type Tri } from './three-valued.ts'

const all: Tri[] = [true, false, null]

describe('three values', () => {
  it.each([
    [true, true, true, true],
    [true, false, false, true],
    [true, null, null, true],
    [false, false, false, false],
    [false, null, false, null],
    [null, null, null, null],
  ])('%s with %s: all %s, any %s', (a, b, both, either) => {
    expect([allOf([a, b]), allOf([b, a])]).toEqual([both, both])
    expect([anyOf([a, b]), anyOf([b, a])]).toEqual([either, either])
  })

  it('what is not known stays so when it is denied', () => {
    expect(all.map(notOf)).toEqual([false, true, null])
  })
})

describe('expressions', () => {
  const run = (text: string, rows: Tri[]) => {
    const parsed = parseExpression(text, rows.length)
    if (typeof parsed === 'string') throw new Error(parsed)
    return evaluateExpression(parsed, rows)
  }

  it('A-2: A and (B or C) follows its truth table, with what is not known', () => {
    for (const a of all)
      for (const b of all)
        for (const c of all) expect(run('A and (B or C)', [a, b, c]), `${a} ${b} ${c}`).toBe(allOf([a, anyOf([b, c])]))
  })

  it('and binds closer than or; signs mean the same', () => {
    for (const a of all)
      for (const b of all)
        for (const c of all) {
          const expected = anyOf([a, allOf([notOf(b), c])])
          expect(run('a or not b and c', [a, b, c])).toBe(expected)
          expect(run('A||!B&&C', [a, b, c])).toBe(expected)
        }
  })

  it.each([
    ['A and', 2, 'It ends too early: a row is missing.'],
    ['A and C', 2, 'There is no row C.'],
    ['A B', 2, 'B is not expected there: write and, or between rows.'],
    ['(A or B', 2, 'A bracket is not closed.'],
    ['A or lag', 2, 'LAG is no row: rows are A, B.'],
    ['A', 2, 'Row B is not in it.'],
    ['A > B', 2, '> is not expected there: write and, or between rows.'],
  ])('says what is wrong with %s', (text, rows, message) => {
    expect(parseExpression(text, rows)).toBe(message)
  })
})

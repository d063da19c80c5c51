/** True, false, or null for what is not known. */
export type Tri = boolean | null

/** False as soon as one is, whatever the others are: what is not known cannot change it. */
export function allOf(values: readonly Tri[]): Tri {
  if (values.includes(false)) return false
  return values.includes(null) ? null : true
}

/** True as soon as one is. */
export function anyOf(values: readonly Tri[]): Tri {
  if (values.includes(true)) return true
  return values.includes(null) ? null : false
}

export const notOf = (value: Tri): Tri => (value === null ? null : !value)

/** An expression over the rows of a rule: `A and (B or not C)`. */
export type Expression =
  | { row: number }
  | { not: Expression }
  | { all: readonly Expression[] }
  | { any: readonly Expression[] }

export function evaluateExpression(expression: Expression, rows: readonly Tri[]): Tri {
  if ('row' in expression) return rows[expression.row] ?? null
  if ('not' in expression) return notOf(evaluateExpression(expression.not, rows))
  if ('all' in expression) return allOf(expression.all.map((part) => evaluateExpression(part, rows)))
  return anyOf(expression.any.map((part) => evaluateExpression(part, rows)))
}

const LETTERS = 'ABCDEF'
const words: Record<string, string> = { '&&': 'AND', '||': 'OR', '!': 'NOT' }

/**
 * Reads an expression over the rows A to F; `and` binds closer than `or`.
 *
 * @param rows how many rows the rule has
 * @returns the expression, or in words what is wrong with it
 */
export function parseExpression(text: string, rows: number): Expression | string {
  const tokens = [...text.matchAll(/\s*([A-Za-z]+|&&|\|\||[!()]|\S)/g)].map(([, token = '']) =>
    (words[token] ?? token).toUpperCase(),
  )
  const used = new Set<number>()
  let at = 0
  const take = (token: string): boolean => {
    if (tokens[at] !== token) return false
    at += 1
    return true
  }
  const several = (word: string, part: () => Expression): Expression[] => {
    const parts = [part()]
    while (take(word)) parts.push(part())
    return parts
  }
  const any = (): Expression => {
    const parts = several('OR', all)
    return parts.length === 1 && parts[0] ? parts[0] : { any: parts }
  }
  const all = (): Expression => {
    const parts = several('AND', one)
    return parts.length === 1 && parts[0] ? parts[0] : { all: parts }
  }
  const one = (): Expression => {
    if (take('NOT')) return { not: one() }
    if (take('(')) {
      const inner = any()
      if (!take(')')) throw new WrongExpression('A bracket is not closed.')
      return inner
    }
    const token = tokens[at]
    if (token === undefined) throw new WrongExpression('It ends too early: a row is missing.')
    const row = token.length === 1 ? LETTERS.indexOf(token) : -1
    if (row < 0)
      throw new WrongExpression(`${token} is no row: rows are ${LETTERS.slice(0, rows).split('').join(', ')}.`)
    if (row >= rows) throw new WrongExpression(`There is no row ${token}.`)
    at += 1
    used.add(row)
    return { row }
  }
  try {
    const expression = any()
    if (at < tokens.length) return `${tokens[at]} is not expected there: write and, or between rows.`
    const unused = LETTERS.slice(0, rows)
      .split('')
      .filter((_, row) => !used.has(row))
    if (unused.length > 0) return `Row ${unused.join(', ')} is not in it.`
    return expression
  } catch (error) {
    if (error instanceof WrongExpression) return error.message
    throw error
  }
}

class WrongExpression extends Error {}

import type { z } from 'zod'
import type { FieldError } from '#lib/errors.ts'

type Issue = z.core.$ZodIssue

/**
 * What zod found, as `{ path, rule, params, detail }`. The rules are few and stable, for the browser translates them:
 * required, type, tooShort, tooLong, tooSmall, tooBig, tooFew, tooMany, pattern, format, oneOf, multipleOf, unknown, invalid;
 * a refinement names its own with `params: { rule }`.
 *
 * @param root `body`, `query` or `params`: the first step of each path
 */
export function fieldErrors(error: z.core.$ZodError, root: string): FieldError[] {
  return error.issues.flatMap((issue) => fromIssue(issue, [root]))
}

function fromIssue(issue: Issue, root: readonly PropertyKey[]): FieldError[] {
  const path = [...root, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: dotted([...path, key]),
      rule: 'unknown',
      detail: 'There is no such field.',
    }))
  }
  if (issue.code === 'invalid_union') {
    // Of several readings the one that came furthest is the one that was meant.
    const nested = issue.errors.map((issues) => issues.flatMap((inner) => fromIssue(inner, path)))
    const depth = (errors: FieldError[]) => Math.max(0, ...errors.map((each) => each.path.split('.').length))
    const best = nested.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0]
    if (best && depth(best) > path.length) return best
  }
  return [{ path: dotted(path), ...ruleOf(issue), detail: issue.message }]
}

const dotted = (path: readonly PropertyKey[]) => path.map(String).join('.')

function ruleOf(issue: Issue): Pick<FieldError, 'rule' | 'params'> {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? { rule: 'required' } : { rule: 'type', params: { expected: issue.expected } }
    case 'too_small':
      return { rule: sizeRule(issue.origin, 'tooShort', 'tooFew', 'tooSmall'), params: { min: Number(issue.minimum) } }
    case 'too_big':
      return { rule: sizeRule(issue.origin, 'tooLong', 'tooMany', 'tooBig'), params: { max: Number(issue.maximum) } }
    case 'invalid_format':
      return issue.format === 'regex' ? { rule: 'pattern' } : { rule: 'format', params: { format: issue.format } }
    case 'invalid_value':
      return { rule: 'oneOf', params: { values: issue.values.map(String).join(', ') } }
    case 'not_multiple_of':
      return { rule: 'multipleOf', params: { divisor: Number(issue.divisor) } }
    case 'custom': {
      const { rule, ...params } = (issue.params ?? {}) as Record<string, string | number> // what our refinements pass
      return { rule: typeof rule === 'string' ? rule : 'invalid', ...(Object.keys(params).length > 0 && { params }) }
    }
    default:
      return { rule: 'invalid' }
  }
}

function sizeRule(origin: string, text: string, list: string, number: string): string {
  if (origin === 'string') return text
  return ['array', 'set', 'map', 'object'].includes(origin) ? list : number
}

const token =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y

type Next = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'comma' | 'nothing'

/**
 * The first place where a text is not JSON any more: `JSON.parse` tells it of some faults only, and of others what stands there.
 * @returns null for JSON
 */
export function whereJsonBreaks(text: string): { line: number; column: number } | null {
  const open: string[] = []
  let next: Next = 'value'
  let at = 0
  for (;;) {
    token.lastIndex = at
    const found = token.exec(text)
    if (!found) break
    const after = step(next, found[1] ?? (found[2] === undefined ? 'value' : 'text'), open)
    if (!after) break
    next = after
    at = token.lastIndex
  }
  const rest = text.slice(at)
  const blank = rest.length - rest.trimStart().length
  if (next === 'nothing' && blank === rest.length) return null
  const lines = text.slice(0, at + blank).split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

/** What may follow; undefined: the token may not stand here. */
function step(next: Next, what: string, open: string[]): Next | undefined {
  const isValueHere = next === 'value' || next === 'valueOrEnd'
  const afterValue = (): Next => (open.length === 0 ? 'nothing' : 'comma')
  const close = (opened: string): Next | undefined => (open.pop() === opened ? afterValue() : undefined)
  switch (what) {
    case '{':
      return isValueHere && open.push(what) ? 'keyOrEnd' : undefined
    case '[':
      return isValueHere && open.push(what) ? 'valueOrEnd' : undefined
    case '}':
      return next === 'keyOrEnd' || next === 'comma' ? close('{') : undefined
    case ']':
      return next === 'valueOrEnd' || next === 'comma' ? close('[') : undefined
    case ':':
      return next === 'colon' ? 'value' : undefined
    case ',':
      if (next !== 'comma') return undefined
      return open.at(-1) === '{' ? 'key' : 'value'
    case 'text':
      if (next === 'key' || next === 'keyOrEnd') return 'colon'
      return isValueHere ? afterValue() : undefined
    default:
      return isValueHere ? afterValue() : undefined
  }
}

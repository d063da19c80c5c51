const INDENT = '  '

/** Deeper text is left as it is: nobody reads it, and its indentation would be longer than itself. */
const MAX_DEPTH = 200

/**
 * Lays JSON out over lines, character by character: the values are never read, so numbers of 64 bits, repeated members and
 * their order stay as they are. Works on a text that was cut, and gives any other text back with at most its blanks changed.
 */
export function formatJson(text: string): string {
  let out = ''
  let depth = 0
  const newLine = () => `\n${INDENT.repeat(depth)}`
  for (let at = 0; at < text.length; ) {
    const character = text[at] ?? ''
    if (character === '"') {
      const end = stringEnd(text, at)
      out += text.slice(at, end)
      at = end
      continue
    }
    at++
    if (/\s/.test(character)) continue
    if (character === '{' || character === '[') {
      const close = nextVisible(text, at)
      if (text[close] === (character === '{' ? '}' : ']')) {
        out += character + text[close]
        at = close + 1
        continue
      }
      depth++
      if (depth > MAX_DEPTH) return text
      out += character + newLine()
    } else if (character === '}' || character === ']') {
      depth = Math.max(0, depth - 1)
      out += newLine() + character
    } else if (character === ',') out += character + newLine()
    else if (character === ':') out += ': '
    else out += character
  }
  return out
}

/** Behind the closing quote, or the end of a cut text. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

function nextVisible(text: string, start: number): number {
  let at = start
  while (/\s/.test(text[at] ?? '')) at++
  return at
}

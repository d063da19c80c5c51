/** Words of a query; a `*` parts two of them. */
export const wordsOf = (query: string): string[] =>
  query
    .toLowerCase()
    .split(/[\s*]+/)
    .filter(Boolean)

/**
 * How well a name fits: 0 is the name itself, 1 its last part, 2 begins so, 3 a part of it begins so, 4 it is somewhere inside.
 * Null when a word is missing.
 */
export function rankName(name: string, words: readonly string[]): number | null {
  const lower = name.toLowerCase()
  for (const word of words) if (!lower.includes(word)) return null
  const [first = ''] = words
  if (words.length === 1) {
    if (lower === first) return 0
    if (lower.endsWith(`%${first}`)) return 1
  }
  const at = lower.indexOf(first)
  if (at === 0) return 2
  return /[a-z0-9]/.test(lower.charAt(at - 1)) ? 4 : 3
}

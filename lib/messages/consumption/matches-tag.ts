/**
 * Does a TAG expression want a message with this tag? `*` and an empty expression want everything; `TagA || TagB` wants either,
 * and never a message without a tag. Exact, as clients compare after the broker has compared hashes.
 */
export function matchesTag(expression: string, tag: string | null): boolean {
  const trimmed = expression.trim()
  if (trimmed === '' || trimmed === '*') return true
  return tag !== null && trimmed.split('||').some((wanted) => wanted.trim() === tag)
}

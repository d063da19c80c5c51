import type { Candidate } from './objects.ts'
import type { AlarmSelector, NamePattern } from './schema.ts'

const compiled = new Map<string, RegExp>()
const KEPT = 1_000

/** A pattern as a regular expression over the whole name. @throws SyntaxError for a regular expression that is none */
export function patternOf({ kind, pattern }: NamePattern): RegExp {
  const key = `${kind} ${pattern}`
  const held = compiled.get(key)
  if (held) return held
  const source =
    kind === 'regex'
      ? pattern
      : pattern
          .split('')
          .map((char) => (char === '*' ? '.*' : char === '?' ? '.' : char.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')))
          .join('')
  const made = new RegExp(`^(?:${source})$`, 's')
  if (compiled.size >= KEPT) compiled.clear()
  compiled.set(key, made)
  return made
}

/** Is the rule about this object? Every part of the selector must match. */
export function matchesSelector(
  selector: AlarmSelector,
  {
    name,
    topicName,
    namespace,
    owner,
    labels,
    isSystem,
  }: Pick<Candidate, 'name' | 'topicName' | 'namespace' | 'owner' | 'labels' | 'isSystem'>,
): boolean {
  const { names, include, exclude, topics } = selector
  const isLike = (patterns: readonly NamePattern[], text: string) => patterns.some((each) => patternOf(each).test(text))
  // RocketMQ's own only where they are named.
  if (isSystem && !names?.includes(name)) return false
  return (
    (!names || names.includes(name)) &&
    (!include || isLike(include, name)) &&
    (!exclude || !isLike(exclude, name)) &&
    (!topics || (topicName !== null && isLike(topics, topicName))) &&
    (selector.namespace === undefined || namespace === selector.namespace) &&
    (selector.owner === undefined || owner === selector.owner) &&
    (!selector.labels || Object.entries(selector.labels).every(([key, value]) => labels[key] === value))
  )
}

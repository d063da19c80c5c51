import { DLQ_PREFIX, RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import type { Scope } from '#lib/users/schema.ts'

/** What a narrow grant is asked about. A client is judged by its group, a message by its topic, a dead letter by its group. */
export interface ScopedObject {
  kind: 'topic' | 'group' | 'namespace'
  /** The full name. */
  name: string
}
type NameParts = Pick<Scope, 'namespaces' | 'topics' | 'groups'>

export const onTopic = (name: string): ScopedObject => ({ kind: 'topic', name })
export const onGroup = (name: string): ScopedObject => ({ kind: 'group', name })
export const onNamespace = (name: string): ScopedObject => ({ kind: 'namespace', name })

/** Does the scope mean all of its clusters, and not single things in them? */
export const isWholeScope = ({ namespaces, topics, groups, labels, owner }: Scope): boolean =>
  !namespaces && !topics && !groups && !labels && !owner

/** A retry or dead-letter topic is its group's: `%RETRY%g`, `%DLQ%g`, and of POP `%RETRY%g+t`. */
export function ownerOf(object: ScopedObject): ScopedObject {
  if (object.kind !== 'topic') return object
  if (object.name.startsWith(DLQ_PREFIX)) return onGroup(object.name.slice(DLQ_PREFIX.length))
  if (!object.name.startsWith(RETRY_PREFIX)) return object
  const rest = object.name.slice(RETRY_PREFIX.length)
  const plus = rest.indexOf('+')
  return onGroup(plus < 0 ? rest : rest.slice(0, plus))
}

/** Compiles the parts of a scope that can be told from a name alone. */
export function nameMatcher({ namespaces, topics, groups }: NameParts): (object: ScopedObject) => boolean {
  const named = namespaces?.filter((value) => value !== null)
  const hasNone = namespaces?.includes(null) ?? true
  const inNamespaces = named && anyOf(named)
  const inTopics = topics && anyOf(topics)
  const inGroups = groups && anyOf(groups)
  return (object) => {
    const of = ownerOf(object)
    // A namespace is more than those of its topics and groups that a pattern finds.
    if (of.kind === 'namespace') return !inTopics && !inGroups && (!inNamespaces || inNamespaces(of.name))
    const inNames = of.kind === 'topic' ? inTopics : inGroups
    if (inNames && !inNames(of.name)) return false
    if (!inNamespaces) return true
    // As `splitNamespace` cuts, of a name that is no retry or dead-letter topic any more.
    const cut = of.name.indexOf('%')
    return cut <= 0 ? hasNone : inNamespaces(of.name.slice(0, cut))
  }
}

function anyOf(patterns: readonly string[]): (name: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')))
  const globs = patterns.filter((pattern) => pattern.includes('*')).map(globMatcher)
  return (name) => exact.has(name) || globs.some((matches) => matches(name))
}

/** `*` stands for any run of characters, also none; everything else for itself. Not a regular expression: many stars stay cheap. */
export function globMatcher(pattern: string): (name: string) => boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return (name) => name === pattern
  return (name) => {
    if (!name.startsWith(first)) return false
    let at = first.length
    for (const part of rest) {
      const found = name.indexOf(part, at)
      if (found < 0) return false
      at = found + part.length
    }
    return name.length - last.length >= at && name.endsWith(last)
  }
}

/** Does every name that one of `inner` means also belong to `outer`? A star of `inner` can only lie within a star of `outer`. */
export function coversPatterns(
  outer: readonly (string | null)[] | undefined,
  inner: readonly (string | null)[] | undefined,
): boolean {
  if (!outer) return true
  if (!inner) return false
  const globs = outer.filter((pattern) => pattern !== null).map(globMatcher)
  return inner.every((pattern) => (pattern === null ? outer.includes(null) : globs.some((matches) => matches(pattern))))
}

import { type JsonPath, PathSet, parseJsonPath } from './json-path.ts'
import { maskValue } from './mask-value.ts'
import { Pattern } from './pattern.ts'
import type { MaskAction, MaskMode, MaskTarget, NewMaskingRule } from './schema.ts'

/** A rule that is ready to be asked. */
export interface CompiledRule {
  name: string
  appliesTo: ReadonlySet<MaskTarget>
  mode: MaskMode
  action: MaskAction
  paths: PathSet
  propertyNames: ReadonlySet<string>
  pattern: Pattern | null
  isForTopic: (topicName: string) => boolean
  /** The same of a name without its namespace, as clients write it into traces. */
  isForShortName: (shortName: string) => boolean
  /** A text with what the pattern finds hidden; undefined: it finds nothing, or there is no pattern. @throws TooLongToSearch */
  hideFound: (text: string) => string | undefined
}

type RuleContent = Pick<
  NewMaskingRule,
  'name' | 'appliesTo' | 'mode' | 'action' | 'jsonPaths' | 'propertyNames' | 'pattern' | 'topicPattern'
>

/** @throws Error for a path or a pattern that cannot be read: what is stored was checked before */
export function compileRule(rule: RuleContent): CompiledRule {
  const { action } = rule
  const pattern = rule.pattern === null ? null : new Pattern(rule.pattern)
  return {
    name: rule.name,
    appliesTo: new Set(rule.appliesTo),
    mode: rule.mode,
    action,
    paths: new PathSet(rule.jsonPaths.map(requirePath)),
    propertyNames: new Set(rule.propertyNames),
    pattern,
    isForTopic: topicMatcher(rule.topicPattern),
    isForShortName: topicMatcher(rule.topicPattern.slice(rule.topicPattern.lastIndexOf('%') + 1)),
    hideFound: (text) => {
      const found = pattern?.find(text) ?? []
      if (found.length === 0) return undefined
      let end = 0
      let hidden = ''
      for (const each of found) {
        hidden += text.slice(end, each.start) + (maskValue(text.slice(each.start, each.end), action) ?? '')
        end = each.end
      }
      return hidden + text.slice(end)
    },
  }
}

function requirePath(text: string): JsonPath {
  const path = parseJsonPath(text)
  if (typeof path === 'string') throw new Error(path)
  return path
}

/** Linear in the name, unlike a regular expression made of the stars. */
function topicMatcher(pattern: string): (topicName: string) => boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return (topicName) => topicName === pattern
  return (topicName) => {
    const end = topicName.length - last.length
    if (!topicName.startsWith(first) || !topicName.endsWith(last) || end < first.length) return false
    let position = first.length
    for (const part of rest) {
      const found = topicName.indexOf(part, position)
      if (found < 0 || found + part.length > end) return false
      position = found + part.length
    }
    return true
  }
}

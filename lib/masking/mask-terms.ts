import { isSystemProperty } from '#lib/rocketmq/codec/properties.ts'
import type { CompiledRule } from './compile-rule.ts'
import { MASK, maskValue } from './mask-value.ts'
import { TooLongToSearch } from './pattern.ts'
import type { MaskNote, MaskTarget } from './schema.ts'

/** System properties that hold words of the application. The others say where a message is and was: nothing works without them. */
const OPEN_PROPERTIES: ReadonlySet<string> = new Set([
  '__SHARDINGKEY',
  'CORRELATION_ID',
  'REPLY_TO_CLIENT',
  'INSTANCE_ID',
  'BUYER_ID',
  'TRACE_CONTEXT',
])
/** Of the console: where a copy comes from. */
const OWN_PREFIX = 'APOGEE_'

export interface MaskedProperties {
  properties: Map<string, string>
  notes: MaskNote[]
}

/** Properties with tag and keys among them, as the rules leave them; null where none changes them. */
export function maskProperties(
  rules: readonly CompiledRule[],
  properties: ReadonlyMap<string, string>,
): MaskedProperties | null {
  const masked = new Map(properties)
  const notes: MaskNote[] = []
  for (const rule of rules) {
    const note = { ruleName: rule.name, action: rule.action }
    const keys = masked.get('KEYS')
    if (rule.appliesTo.has('KEYS') && keys !== undefined) {
      const left = keys
        .split(' ')
        .filter(Boolean)
        .flatMap((key) => maskTerm(rule, key) ?? [])
        .join(' ')
      if (set(masked, 'KEYS', left, keys)) notes.push({ part: 'KEYS', ...note })
    }
    const tag = masked.get('TAGS')
    if (rule.appliesTo.has('TAG') && tag !== undefined && set(masked, 'TAGS', maskTerm(rule, tag), tag)) {
      notes.push({ part: 'TAG', ...note })
    }
    if (!rule.appliesTo.has('PROPERTIES')) continue
    for (const [name, value] of [...masked]) {
      if (!isOpen(name)) continue
      const hidden = maskProperty(rule, name, value)
      // A message without a group would not be a FIFO message any more.
      const left = name === '__SHARDINGKEY' ? hidden || MASK : hidden
      if (set(masked, name, left, value)) notes.push({ part: 'PROPERTY', name, ...note })
    }
  }
  return notes.length === 0 ? null : { properties: masked, notes }
}

/** A key or a tag as the rules leave it; null: nothing of it. */
export function maskTermBy(rules: readonly CompiledRule[], target: MaskTarget, term: string): string | null {
  let left: string | null = term
  for (const rule of rules) if (left !== null && rule.appliesTo.has(target)) left = maskTerm(rule, left)
  return left
}

const isOpen = (name: string) => OPEN_PROPERTIES.has(name) || !(isSystemProperty(name) || name.startsWith(OWN_PREFIX))

function maskTerm(rule: CompiledRule, term: string): string | null {
  const { mode, pattern, action } = rule
  if (mode === 'ALLOW') return holds(() => pattern?.isWhole(term) === true) ? term : maskValue(term, action)
  return pattern ? hideFound(rule, term) : maskValue(term, action)
}

function maskProperty(rule: CompiledRule, name: string, value: string): string | null {
  const { mode, pattern, propertyNames, action } = rule
  if (mode === 'ALLOW') return propertyNames.has(name) ? value : maskValue(value, action)
  if (propertyNames.size > 0 && !propertyNames.has(name)) return value
  return pattern ? hideFound(rule, value) : maskValue(value, action)
}

/** What cannot be searched to its end is hidden whole. */
function hideFound(rule: CompiledRule, value: string): string | null {
  try {
    return rule.hideFound(value) ?? value
  } catch (error) {
    if (!(error instanceof TooLongToSearch)) throw error
    return MASK
  }
}

function holds(ask: () => boolean): boolean {
  try {
    return ask()
  } catch (error) {
    if (!(error instanceof TooLongToSearch)) throw error
    return false
  }
}

/** Properties without a value do not exist. @returns whether it is another one now */
function set(properties: Map<string, string>, name: string, left: string | null, before: string): boolean {
  if (left === before) return false
  if (left) properties.set(name, left)
  else properties.delete(name)
  return true
}

/** What a condition is about. `json` and `props` name a part of it. */
export const conditionSubjects = ['json', 'props', 'body', 'keys', 'bornHost', 'size', 'reconsumeTimes'] as const
export type ConditionSubject = (typeof conditionSubjects)[number]
export const conditionTests = ['contains', 'equals', 'not', 'above', 'below', 'exists'] as const
export type ConditionTest = (typeof conditionTests)[number]

/** One chip of a filter: `json` `amount` `above` `100`. */
export interface Condition {
  subject: ConditionSubject
  /** Of `json` the path, `lines.0.sku`; of `props` the name; else empty. */
  name: string
  test: ConditionTest
  value: string
}

const ofText = ['contains', 'equals', 'not'] as const satisfies readonly ConditionTest[]
const ofNumber = ['above', 'below', 'equals', 'not'] as const satisfies readonly ConditionTest[]

/** The tests that mean something of a subject, the likeliest first. */
export const testsOf: Record<ConditionSubject, readonly ConditionTest[]> = {
  json: ['equals', 'not', 'contains', 'above', 'below', 'exists'],
  props: ['equals', 'not', 'contains', 'exists'],
  body: ofText,
  keys: ['equals', 'not', 'contains', 'exists'],
  bornHost: ['equals', 'not', 'contains'],
  size: ofNumber,
  reconsumeTimes: ofNumber,
}

export const isNamed = (subject: ConditionSubject): boolean => subject === 'json' || subject === 'props'
export const needsNumber = ({ subject, test }: Pick<Condition, 'subject' | 'test'>): boolean =>
  testsOf[subject] === ofNumber || test === 'above' || test === 'below'

/** Does it say enough to be asked? */
export function isWhole({ subject, name, test, value }: Condition): boolean {
  if (isNamed(subject) && name.trim() === '') return false
  if (test === 'exists') return true
  return needsNumber({ subject, test }) ? isNumber(value) : value !== ''
}

/** Conditions as they stand in an address. */
export function writeConditions(conditions: readonly Condition[]): string | null {
  if (conditions.length === 0) return null
  return JSON.stringify(conditions.map(({ subject, name, test, value }) => [subject, name, test, value]))
}

/** What an address says; what it cannot mean is left out. */
export function readConditions(text: string | null): Condition[] {
  if (!text) return []
  let entries: unknown
  try {
    entries = JSON.parse(text)
  } catch {
    return []
  }
  if (!Array.isArray(entries)) return []
  return entries.flatMap((entry: unknown) => {
    if (!Array.isArray(entry)) return []
    const [subject, name, test, value]: unknown[] = entry
    const known = conditionSubjects.find((each) => each === subject)
    const tested = known && testsOf[known].find((each) => each === test)
    if (!known || !tested || typeof name !== 'string' || typeof value !== 'string') return []
    const condition = { subject: known, name, test: tested, value }
    return isWhole(condition) ? [condition] : []
  })
}

/** Conditions and an expression as one; all must hold. */
export function toExpression(conditions: readonly Condition[], expression: string | null): string | undefined {
  const parts = conditions.map(toCel)
  if (expression) parts.push(expression)
  if (parts.length < 2) return parts[0]
  return parts.map((part) => `(${part})`).join(' && ')
}

/** One condition in CEL. What is not there matches no condition but `not`. */
export function toCel({ subject, name, test, value }: Condition): string {
  switch (subject) {
    case 'json': {
      const { guards, place } = jsonPlace(name.trim())
      return guarded(guards, place, test, value, true)
    }
    case 'props': {
      const place = `props[${quoted(name.trim())}]`
      return guarded([`${quoted(name.trim())} in props`], place, test, value, false)
    }
    case 'keys':
      if (test === 'exists') return 'size(keys) > 0'
      if (test === 'contains') return `keys.exists(key, key.contains(${quoted(value)}))`
      return test === 'not' ? `!(${quoted(value)} in keys)` : `${quoted(value)} in keys`
    case 'bornHost': {
      if (test === 'contains') return `bornHost.contains(${quoted(value)})`
      // With or without its port.
      const equals = `bornHost == ${quoted(value)} || bornHost.startsWith(${quoted(`${value}:`)})`
      return test === 'not' ? `!(${equals})` : equals
    }
    case 'body':
      return compared('body', test, quoted(value))
    default:
      return compared(subject, test, value.trim())
  }
}

function guarded(guards: string[], place: string, test: ConditionTest, value: string, isMixed: boolean): string {
  if (test === 'exists') return guards.join(' && ')
  const equals = isMixed ? equalsMixed(place, value) : `${place} == ${quoted(value)}`
  if (test === 'equals') return [...guards, equals].join(' && ')
  if (test === 'not') return `!(${[...guards, equals].join(' && ')})`
  const text = isMixed ? `string(${place})` : place
  const claim = test === 'contains' ? `${text}.contains(${quoted(value)})` : compared(place, test, value.trim())
  return [...guards, claim].join(' && ')
}

function compared(place: string, test: ConditionTest, literal: string): string {
  switch (test) {
    case 'contains':
      return `${place}.contains(${literal})`
    case 'not':
      return `${place} != ${literal}`
    case 'above':
      return `${place} > ${literal}`
    case 'below':
      return `${place} < ${literal}`
    default:
      return `${place} == ${literal}`
  }
}

/** JSON knows numbers and words apart, whoever types a condition does not. */
function equalsMixed(place: string, value: string): string {
  const word = value.trim()
  const isLiteral = isNumber(word) || word === 'true' || word === 'false' || word === 'null'
  return isLiteral ? `(${place} == ${quoted(value)} || ${place} == ${word})` : `${place} == ${quoted(value)}`
}

/** `lines.0.sku`: each step must be there before the next is looked at. */
function jsonPlace(path: string): { guards: string[]; place: string } {
  let place = 'json'
  const guards: string[] = []
  for (const step of path.split('.')) {
    if (/^\d+$/.test(step)) {
      guards.push(`size(${place}) > ${step}`)
      place = `${place}[${step}]`
    } else if (/^[A-Za-z_]\w*$/.test(step)) {
      // `has` takes names alone, none behind an index.
      guards.push(place.includes('[') ? `${quoted(step)} in ${place}` : `has(${place}.${step})`)
      place = `${place}.${step}`
    } else {
      guards.push(`${quoted(step)} in ${place}`)
      place = `${place}[${quoted(step)}]`
    }
  }
  return { guards, place }
}

const isNumber = (text: string): boolean => /^\s*-?\d+(\.\d+)?\s*$/.test(text)
/** A text of CEL; JSON escapes alike. */
const quoted = (text: string): string => JSON.stringify(text)

import { JsonObject, type JsonValue, UnresolvedRef } from './json-value.ts'

/** Forms that fastjson 1 writes: `@` this, `..` its parent, `$` the document, `$.a.b[0]`. Anything else is a user's text. */
export function isRefPath(text: string): boolean {
  return text === '@' || text === '..' || text === '$' || text.startsWith('$.') || text.startsWith('$[')
}

/**
 * Puts what it refers to in the place of every reference. fastjson 1 writes one for an object that it has written before, so
 * references point back; one that does not, or whose target cannot be told, stays an {@link UnresolvedRef}.
 *
 * @param value as parsed; changed in place
 * @see protocol notes §3.1 (3), §3.3
 */
export function resolveRefs(value: JsonValue, onUnresolved: (ref: string) => void = () => {}): JsonValue {
  const resolver = new RefResolver(value, onUnresolved)
  if (value instanceof UnresolvedRef) onUnresolved(value.ref)
  else resolver.visit(value, null)
  return value
}

type Container = JsonObject | JsonValue[]

class RefResolver {
  private readonly root: JsonValue
  private readonly onUnresolved: (ref: string) => void

  constructor(root: JsonValue, onUnresolved: (ref: string) => void) {
    this.root = root
    this.onUnresolved = onUnresolved
  }

  /** Goes through what was written here, not through what a reference put here: so it ends, whatever refers to what. */
  visit(value: JsonValue, parent: Container | null): void {
    if (Array.isArray(value)) {
      this.visitAll(value, value, parent, false)
    } else if (value instanceof JsonObject) {
      // In the order written: the key of an entry, then its value.
      for (let index = 0; index < value.keys.length; index++) {
        this.visitOne(value.keys, index, value, parent, true)
        this.visitOne(value.values, index, value, parent, false)
      }
    }
  }

  private visitAll(items: JsonValue[], holder: Container, parent: Container | null, isKey: boolean): void {
    for (let index = 0; index < items.length; index++) this.visitOne(items, index, holder, parent, isKey)
  }

  private visitOne(
    items: JsonValue[],
    index: number,
    holder: Container,
    parent: Container | null,
    isKey: boolean,
  ): void {
    const item = items[index]
    if (!(item instanceof UnresolvedRef)) {
      if (typeof item === 'object') this.visit(item, holder)
      return
    }
    const target = this.target(item.ref, holder, parent, isKey ? index : undefined)
    if (target === undefined || target instanceof UnresolvedRef) this.onUnresolved(item.ref)
    else items[index] = target
  }

  private target(ref: string, holder: Container, parent: Container | null, keyIndex?: number): JsonValue | undefined {
    if (ref === '@') return holder
    if (ref === '..') return parent ?? undefined
    const segments = refSegments(ref)
    const last = segments.pop()
    if (last === undefined) return this.root
    let owner: JsonValue | undefined = this.root
    for (const segment of segments) owner = step(owner, segment)
    // The path of an object that is a key ends in its missing field name.
    if (last === 'null' && owner instanceof JsonObject) return keyOf(owner, holder, keyIndex) ?? step(owner, last)
    return step(owner, last)
  }
}

function step(owner: JsonValue | undefined, segment: string): JsonValue | undefined {
  if (owner instanceof JsonObject) return owner.get(segment)
  return Array.isArray(owner) && /^\d+$/.test(segment) ? owner[Number(segment)] : undefined
}

/**
 * The key of `owner` that a reference means: all its keys have the same path. Told when there is only one, or when the
 * reference stands as a key too, in a map of equal size: then both maps list the same queues in the same order.
 */
function keyOf(owner: JsonObject, holder: Container, keyIndex: number | undefined): JsonValue | undefined {
  if (owner === holder) return undefined
  const isSameShape = keyIndex !== undefined && holder instanceof JsonObject && holder.keys.length === owner.keys.length
  const key = owner.keys.length === 1 ? owner.keys[0] : isSameShape ? owner.keys[keyIndex] : undefined
  return key instanceof JsonObject ? key : undefined
}

/** `$.a.b\-c[0]` is `a`, `b-c`, `0`: fastjson puts a backslash before what is neither letter nor digit. */
function refSegments(ref: string): string[] {
  const segments: string[] = []
  let segment: string | undefined
  for (let at = 1; at < ref.length; at++) {
    const char = ref.charAt(at)
    if (char === '.' || char === '[') {
      if (segment !== undefined) segments.push(segment)
      segment = ''
    } else if (char !== ']') {
      segment = (segment ?? '') + (char === '\\' ? ref.charAt(++at) : char)
    }
  }
  if (segment !== undefined) segments.push(segment)
  return segments
}

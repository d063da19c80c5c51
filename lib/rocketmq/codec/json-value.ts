import { ProtocolError } from '../errors.ts'

/**
 * What a server's JSON says, without loss: integers are `bigint` however long, other numbers `number`, and an object is a
 * list of entries because its keys may be numbers or objects.
 *
 * A value may be shared between places and, where a hostile server refers to an ancestor, contain itself: read it member by
 * member, never by a general recursive walk.
 */
export type JsonValue = string | bigint | number | boolean | null | JsonValue[] | JsonObject | UnresolvedRef

/** Objects up to this many entries are searched in order, larger ones get an index at the first `get`. */
const INDEX_FROM_ENTRIES = 12

/** An object of a response body: entries in the order written, keys of any type. */
export class JsonObject {
  /** Parallel to `values`: two flat lists cost half of a list of pairs. */
  readonly keys: JsonValue[]
  readonly values: JsonValue[]
  private indexByKey: Map<string, number> | undefined

  constructor(keys: JsonValue[], values: JsonValue[]) {
    this.keys = keys
    this.values = values
  }

  get entries(): [JsonValue, JsonValue][] {
    return this.keys.map((key, index) => [key, this.values[index] ?? null])
  }

  /**
   * Value of a key, the last one when it is written twice. Numbers, booleans and null as keys go by their text: `get('0')`
   * finds `{0:…}`. Keys that are objects are in `entries` only.
   */
  get(key: string): JsonValue | undefined {
    if (this.keys.length >= INDEX_FROM_ENTRIES) {
      this.indexByKey ??= this.indexed()
      const index = this.indexByKey.get(key)
      return index === undefined ? undefined : this.values[index]
    }
    for (let index = this.keys.length - 1; index >= 0; index--) {
      const candidate = this.keys[index]
      if (candidate === key || (typeof candidate !== 'string' && keyText(candidate) === key)) return this.values[index]
    }
    return undefined
  }

  /**
   * Members by name, without a prototype.
   *
   * @throws ProtocolError when a key is an object or a list
   */
  asRecord(): Record<string, JsonValue> {
    const record: Record<string, JsonValue> = Object.create(null)
    for (const [index, key] of this.keys.entries()) {
      const text = keyText(key)
      if (text === undefined) throw new ProtocolError('An object has a key that is not a name')
      record[text] = this.values[index] ?? null
    }
    return record
  }

  private indexed(): Map<string, number> {
    const indexByKey = new Map<string, number>()
    for (const [index, key] of this.keys.entries()) {
      const text = keyText(key)
      if (text !== undefined) indexByKey.set(text, index)
    }
    return indexByKey
  }
}

/** A `{"$ref":"…"}` of fastjson 1 whose target cannot be told. Stands where the value would be. */
export class UnresolvedRef {
  readonly ref: string

  constructor(ref: string) {
    this.ref = ref
  }
}

/** Text of a key that has one: servers write map keys of any scalar type bare. */
export function keyText(key: JsonValue | undefined): string | undefined {
  if (typeof key === 'string') return key
  return typeof key === 'object' && key !== null ? undefined : String(key)
}

/** @throws ProtocolError when it is no string; `path` says where it was, e.g. `$.brokerAddrTable.broker-a.cluster` */
export function asString(value: JsonValue | undefined, path: string): string {
  return typeof value === 'string' ? value : fail(value, 'a string', path)
}

/**
 * For counts and times that are safe below 2^53. Accepts numbers as text: some writers quote them.
 *
 * @throws ProtocolError when it is no number, or an integer that would lose digits
 */
export function asNumber(value: JsonValue | undefined, path: string): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint' || (typeof value === 'string' && DECIMAL.test(value))) {
    const number = Number(value)
    if (!Number.isInteger(number) || Number.isSafeInteger(number)) return number
  }
  return fail(value, 'a number below 2^53', path)
}

/**
 * For int64. Accepts text, which "browser compatible" output uses beyond 2^53.
 *
 * @throws ProtocolError when it is no integer
 */
export function asBigInt(value: JsonValue | undefined, path: string): bigint {
  if (typeof value === 'bigint') return value
  return typeof value === 'string' && INTEGER.test(value) ? BigInt(value) : fail(value, 'an integer', path)
}

/** @throws ProtocolError when it is neither true nor false */
export function asBoolean(value: JsonValue | undefined, path: string): boolean {
  return typeof value === 'boolean' ? value : fail(value, 'a boolean', path)
}

/** @throws ProtocolError when it is no list */
export function asArray(value: JsonValue | undefined, path: string): JsonValue[] {
  return Array.isArray(value) ? value : fail(value, 'a list', path)
}

/** @throws ProtocolError when it is no object */
export function asObject(value: JsonValue | undefined, path: string): JsonObject {
  return value instanceof JsonObject ? value : fail(value, 'an object', path)
}

const INTEGER = /^-?\d{1,20}$/
const DECIMAL = /^-?\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,3})?$/

function fail(value: JsonValue | undefined, expected: string, path: string): never {
  throw new ProtocolError(`Expected ${expected}, found ${kindOf(value)}`, { path })
}

function kindOf(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof JsonObject) return 'an object'
  if (value instanceof UnresolvedRef) return 'a reference that cannot be resolved'
  if (typeof value === 'bigint') return 'an integer'
  return typeof value === 'string' ? 'a string' : `a ${typeof value}`
}

import { ProtocolError } from '../errors.ts'
import { isRefPath, resolveRefs } from './json-ref.ts'
import { JsonObject, type JsonValue, UnresolvedRef } from './json-value.ts'
import { StringCache } from './string-cache.ts'

export interface JsonLimits {
  /** Objects and lists inside one another. */
  maxDepth: number
  maxBytes: number
  /** Characters of one number. */
  maxNumberLength: number
}

export const DEFAULT_JSON_LIMITS: JsonLimits = { maxDepth: 64, maxBytes: 64 * 1024 * 1024, maxNumberLength: 128 }

export interface TolerantJsonOptions extends Partial<JsonLimits> {
  /** Called for each `$ref` that stays in the result as an {@link UnresolvedRef}. */
  onUnresolvedRef?: (ref: string) => void
}

/**
 * Reads the body of a response: JSON as fastjson writes it, which `JSON.parse` refuses. Keys may be numbers, booleans, null,
 * objects, lists or bare names; strings may be in single quotes; `{"$ref":"…"}` is replaced by what it refers to.
 *
 * @throws ProtocolError with the byte position, when it is not that or passes a limit
 * @see protocol notes §3
 */
export function parseTolerantJson(bytes: Uint8Array, options: TolerantJsonOptions = {}): JsonValue {
  const limits = { ...DEFAULT_JSON_LIMITS, ...options }
  if (bytes.length > limits.maxBytes) {
    throw new ProtocolError(`JSON of ${bytes.length} bytes is longer than the ${limits.maxBytes} accepted`)
  }
  const parser = new Parser(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), limits)
  const value = parser.document()
  return parser.hasRefs ? resolveRefs(value, options.onUnresolvedRef) : value
}

const QUOTE = 0x22
const APOSTROPHE = 0x27
const PLUS = 0x2b
const COMMA = 0x2c
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const OPEN_LIST = 0x5b
const BACKSLASH = 0x5c
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** Every integer of so many digits is exact as a `number`. */
const SAFE_DIGITS = 15
const LITERALS: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['true', true],
  ['false', false],
  ['null', null],
])

/** One pass over the bytes. Strings are copies, so a kept name does not keep the body. */
class Parser {
  hasRefs = false
  private readonly bytes: Buffer
  private readonly limits: JsonLimits
  private at = 0
  private depth = 0
  private readonly names: StringCache
  private readonly texts: StringCache

  constructor(bytes: Buffer, limits: JsonLimits) {
    this.bytes = bytes
    this.limits = limits
    this.names = new StringCache(bytes)
    this.texts = new StringCache(bytes)
  }

  document(): JsonValue {
    const value = this.value()
    if (this.next() !== undefined) this.fail('Unexpected text after the JSON')
    return value
  }

  private value(): JsonValue {
    const byte = this.next()
    switch (byte) {
      case QUOTE:
      case APOSTROPHE:
        return this.string(byte, this.texts)
      case OPEN_OBJECT:
        return this.object()
      case OPEN_LIST:
        return this.list()
      case undefined:
        return this.fail('The JSON ends too early')
    }
    if (byte === MINUS || isDigit(byte)) return this.number()
    const start = this.at
    const literal = LITERALS.get(this.name())
    return literal === undefined ? this.fail('Unexpected text', start) : literal
  }

  private key(): JsonValue {
    const byte = this.next()
    if (byte === QUOTE || byte === APOSTROPHE) return this.string(byte, this.names)
    if (byte === undefined || !isNameByte(byte) || isDigit(byte)) return this.value()
    const name = this.name()
    const literal = LITERALS.get(name)
    return literal === undefined ? name : literal
  }

  private object(): JsonObject | UnresolvedRef {
    this.enter()
    const keys: JsonValue[] = []
    const values: JsonValue[] = []
    if (this.next() !== CLOSE_OBJECT) {
      do {
        keys.push(this.key())
        this.expect(COLON)
        values.push(this.value())
      } while (this.hasMore(CLOSE_OBJECT))
    }
    this.leave()
    const ref = values[0]
    if (keys.length === 1 && keys[0] === '$ref' && typeof ref === 'string' && isRefPath(ref)) {
      this.hasRefs = true
      return new UnresolvedRef(ref)
    }
    return new JsonObject(keys, values)
  }

  private list(): JsonValue[] {
    this.enter()
    const items: JsonValue[] = []
    if (this.next() !== CLOSE_LIST) {
      do items.push(this.value())
      while (this.hasMore(CLOSE_LIST))
    }
    this.leave()
    return items
  }

  private number(): bigint | number {
    const { bytes } = this
    const start = this.at
    const isNegative = bytes[start] === MINUS
    const digitsStart = isNegative ? start + 1 : start
    let at = digitsStart
    let value = 0
    for (let byte = bytes[at]; byte !== undefined && isDigit(byte); byte = bytes[++at]) value = value * 10 + byte - ZERO
    const digits = at - digitsStart
    const isInteger = !isNumberByte(bytes[at])
    if (!isInteger) while (isNumberByte(bytes[at])) at++
    if (at - start > this.limits.maxNumberLength) {
      this.fail(`A number is longer than ${this.limits.maxNumberLength} characters`)
    }
    this.at = at
    if (isInteger && digits > 0 && (digits === 1 || bytes[digitsStart] !== ZERO)) {
      if (digits <= SAFE_DIGITS) return BigInt(isNegative ? -value : value)
      return BigInt(bytes.toString('latin1', start, at))
    }
    const text = bytes.toString('latin1', start, at)
    const decimal = Number(text)
    return DECIMAL.test(text) && Number.isFinite(decimal) ? decimal : this.fail('Not a number', start)
  }

  private string(quote: number, cache: StringCache): string {
    const { bytes } = this
    const start = this.at + 1
    let at = start
    let hash = 0
    let isAscii = true
    for (let byte = bytes[at]; byte !== quote; byte = bytes[++at]) {
      if (byte === undefined) return this.fail('A string does not end', start - 1)
      if (byte === BACKSLASH) return this.escapedString(quote, start)
      if (byte > 0x7f) isAscii = false
      hash = (Math.imul(hash, 31) + byte) | 0
    }
    this.at = at + 1
    return cache.get(start, at, hash, isAscii)
  }

  private escapedString(quote: number, start: number): string {
    const { bytes } = this
    let text = ''
    let at = start
    let pieceStart = start
    for (let byte = bytes[at]; byte !== quote; byte = bytes[at]) {
      if (byte === undefined) return this.fail('A string does not end', start - 1)
      if (byte !== BACKSLASH) {
        at++
        continue
      }
      text += bytes.toString('utf8', pieceStart, at)
      const escaped = bytes[at + 1]
      if (escaped === 0x75) text += String.fromCharCode(this.codeUnit(at + 2))
      else text += ESCAPES.get(escaped ?? 0) ?? this.fail('Unknown escape in a string', at)
      at += escaped === 0x75 ? 6 : 2
      pieceStart = at
    }
    this.at = at + 1
    return text + bytes.toString('utf8', pieceStart, at)
  }

  private codeUnit(at: number): number {
    const hex = this.bytes.toString('latin1', at, at + 4)
    return /^[\da-f]{4}$/i.test(hex) ? Number.parseInt(hex, 16) : this.fail('Unknown escape in a string', at - 2)
  }

  /** A bare name, empty when there is none. */
  private name(): string {
    const start = this.at
    while (isNameByte(this.bytes[this.at])) this.at++
    return this.bytes.toString('latin1', start, this.at)
  }

  /** The next byte that is no blank, left unread. */
  private next(): number | undefined {
    let byte = this.bytes[this.at]
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = this.bytes[++this.at]
    return byte
  }

  private expect(byte: number): void {
    if (this.next() !== byte) this.fail(`Expected ${String.fromCharCode(byte)}`)
    this.at++
  }

  private hasMore(close: number): boolean {
    const byte = this.next()
    if (byte !== COMMA && byte !== close) this.fail(`Expected , or ${String.fromCharCode(close)}`)
    if (byte === COMMA) this.at++
    return byte === COMMA
  }

  private enter(): void {
    if (++this.depth > this.limits.maxDepth) this.fail(`Nested deeper than ${this.limits.maxDepth}`)
    this.at++
  }

  private leave(): void {
    this.depth--
    this.at++
  }

  private fail(detail: string, positionBytes = this.at): never {
    throw new ProtocolError(detail, { positionBytes })
  }
}

const DECIMAL = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

const ESCAPES: ReadonlyMap<number, string> = new Map(
  Object.entries({
    '"': '"',
    "'": "'",
    '\\': '\\',
    '/': '/',
    b: '\b',
    f: '\f',
    n: '\n',
    r: '\r',
    t: '\t',
    v: '\v',
  }).map(([name, text]) => [name.charCodeAt(0), text]),
)

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE
}

/** What may follow the leading digits of a number that is no integer. */
function isNumberByte(byte: number | undefined): boolean {
  if (byte === undefined) return false
  return isDigit(byte) || byte === DOT || byte === PLUS || byte === MINUS || byte === 0x65 || byte === 0x45
}

/** Letters, digits, `_` and `$`. */
function isNameByte(byte: number | undefined): boolean {
  if (byte === undefined) return false
  const letter = byte | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || isDigit(byte) || byte === 0x5f || byte === 0x24
}

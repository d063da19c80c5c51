import { asBigInt, asNumber, JsonObject, type JsonValue } from '../codec/json-value.ts'
import { ProtocolError } from '../errors.ts'

/*
 * For what client processes of any language and age wrote: a member that is absent or of another type is null, not an
 * error that would hide all others.
 */

/** Numbers and booleans as their text. */
export function textOrNull(value: JsonValue | undefined): string | null {
  return value == null || typeof value === 'object' ? null : String(value)
}

export function numberOrNull(value: JsonValue | undefined): number | null {
  return orNull(() => asNumber(value, ''))
}

export function bigIntOrNull(value: JsonValue | undefined): bigint | null {
  return orNull(() => asBigInt(value, ''))
}

export function booleanOrNull(value: JsonValue | undefined): boolean | null {
  if (value === 'true' || value === 'false') return value === 'true'
  return typeof value === 'boolean' ? value : null
}

export function entriesOf(value: JsonValue | undefined): [JsonValue, JsonValue][] {
  return value instanceof JsonObject ? value.entries : []
}

/** What `read` returns; null when it finds something else than it expects. */
export function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProtocolError) return null
    throw error
  }
}

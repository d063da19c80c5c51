import { asObject, asString, type JsonValue } from '../codec/json-value.ts'

export type Attributes = Readonly<Record<string, string>>

/**
 * Attributes of a topic or a group, empty before 5.0. Keys are bare here, and written with a leading `+` or `-`.
 *
 * @param shared  attributes met before, by their text: thousands of topics have the same few, and share one object each
 * @throws ProtocolError
 */
export function decodeAttributes(
  value: JsonValue | undefined,
  path: string,
  shared = new Map<string, Attributes>(),
): Attributes {
  const pairs =
    value == null
      ? []
      : asObject(value, path).entries.map(([key, attribute]) => [asString(key, path), asString(attribute, path)])
  const text = JSON.stringify(pairs)
  const known = shared.get(text)
  if (known) return known
  const attributes: Record<string, string> = Object.assign(Object.create(null), Object.fromEntries(pairs))
  shared.set(text, Object.freeze(attributes))
  return attributes
}

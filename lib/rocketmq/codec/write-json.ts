import { ProtocolError } from '../errors.ts'
import { JsonObject, type JsonValue, keyText } from './json-value.ts'

/** What a server sent may contain itself, or one large part many times. */
const MAX_DEPTH = 64
const MAX_CHARACTERS = 1_048_576

/**
 * Standard JSON of what a server sent, to be sent back to it: integers keep all their digits.
 *
 * @throws ProtocolError for what cannot be written as it was read: a reference that could not be resolved, an object as a key
 */
export function writeJson(value: JsonValue): string {
  const pieces: string[] = []
  let characters = 0
  const put = (text: string) => {
    characters += text.length
    if (characters > MAX_CHARACTERS) throw new ProtocolError(`JSON of more than ${MAX_CHARACTERS} characters`)
    pieces.push(text)
  }
  const write = (part: JsonValue, depth: number): void => {
    if (depth > MAX_DEPTH) throw new ProtocolError(`JSON nested deeper than ${MAX_DEPTH}`)
    if (typeof part === 'bigint') put(part.toString())
    else if (typeof part !== 'object' || part === null) put(JSON.stringify(part))
    else if (Array.isArray(part)) {
      put('[')
      for (const [index, item] of part.entries()) {
        if (index > 0) put(',')
        write(item, depth + 1)
      }
      put(']')
    } else if (part instanceof JsonObject) {
      put('{')
      for (const [index, [key, member]] of part.entries.entries()) {
        const name = keyText(key)
        if (name === undefined) throw new ProtocolError('An object has a key that is not a name')
        put(`${index > 0 ? ',' : ''}${JSON.stringify(name)}:`)
        write(member, depth + 1)
      }
      put('}')
    } else throw new ProtocolError(`The reference ${part.ref} cannot be written`)
  }
  write(value, 0)
  return pieces.join('')
}

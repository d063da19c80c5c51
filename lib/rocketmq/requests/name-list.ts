import { asArray, asObject, asString } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'

/**
 * The list of strings in bodies like `{"topicList":["a","b"]}`; empty when the member is absent.
 *
 * @throws ProtocolError
 */
export function decodeNameList(body: Buffer, member: string): string[] {
  const names = asObject(parseTolerantJson(body), '$').get(member)
  return names === undefined ? [] : asArray(names, `$.${member}`).map((name) => asString(name, `$.${member}`))
}

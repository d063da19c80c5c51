import { asBigInt, asBoolean, asObject, asString, type JsonValue } from '../codec/json-value.ts'

/** What a group subscribes to in one topic. Its `tagsSet` and `codeSet` follow from `subString`, and are not read. */
export interface SubscriptionDataBody {
  topic: string
  subString: string
  /** TAG or SQL92. */
  expressionType: string
  subVersion: bigint
  classFilterMode: boolean
}

/** @throws ProtocolError */
export function decodeSubscriptionData(value: JsonValue | undefined, path: string): SubscriptionDataBody {
  const data = asObject(value, path)
  return {
    topic: asString(data.get('topic'), `${path}.topic`),
    subString: asString(data.get('subString') ?? '*', `${path}.subString`),
    expressionType: asString(data.get('expressionType') ?? 'TAG', `${path}.expressionType`),
    subVersion: asBigInt(data.get('subVersion') ?? 0n, `${path}.subVersion`),
    classFilterMode: asBoolean(data.get('classFilterMode') ?? false, `${path}.classFilterMode`),
  }
}

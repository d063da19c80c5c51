import { asBoolean, asNumber, asObject, asString, type JsonValue } from '../codec/json-value.ts'
import { type Attributes, decodeAttributes } from './attributes.ts'

/** A topic's settings on one broker, as 21 and 351 write them. */
export interface TopicConfigBody {
  topicName: string
  readQueueNums: number
  writeQueueNums: number
  /** 4 read + 2 write + 1 inherit. */
  perm: number
  topicFilterType: string
  topicSysFlag: number
  order: boolean
  /** 5.0+: keys are bare here, and written with a leading `+` or `-` (17). Empty before. */
  attributes: Attributes
}

/**
 * @param shared  attributes met before, by their text: thousands of topics have the same few, and share one object each
 * @throws ProtocolError
 */
export function decodeTopicConfig(
  value: JsonValue | undefined,
  path: string,
  shared = new Map<string, Attributes>(),
): TopicConfigBody {
  const config = asObject(value, path)
  return {
    topicName: asString(config.get('topicName'), `${path}.topicName`),
    readQueueNums: asNumber(config.get('readQueueNums'), `${path}.readQueueNums`),
    writeQueueNums: asNumber(config.get('writeQueueNums'), `${path}.writeQueueNums`),
    perm: asNumber(config.get('perm'), `${path}.perm`),
    topicFilterType: asString(config.get('topicFilterType') ?? 'SINGLE_TAG', `${path}.topicFilterType`),
    topicSysFlag: asNumber(config.get('topicSysFlag') ?? 0n, `${path}.topicSysFlag`),
    order: asBoolean(config.get('order') ?? false, `${path}.order`),
    attributes: decodeAttributes(config.get('attributes'), `${path}.attributes`, shared),
  }
}

import {
  asArray,
  asBoolean,
  asNumber,
  asObject,
  asString,
  type JsonObject,
  type JsonValue,
} from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { type Attributes, decodeAttributes } from './attributes.ts'
import { defineRequest } from './define-request.ts'

export interface SubscriptionGroupConfigBody {
  groupName: string
  consumeEnable: boolean
  consumeFromMinEnable: boolean
  consumeBroadcastEnable: boolean
  /** 5.0+; false before. */
  consumeMessageOrderly: boolean
  retryQueueNums: number
  retryMaxTimes: number
  brokerId: number
  whichBrokerWhenConsumeSlowly: number
  notifyConsumerIdsChangedEnable: boolean
  /** 5.0+; 0 before. */
  groupSysFlag: number
  /** 5.0+; null before. */
  consumeTimeoutMinute: number | null
  /** 5.0+; null before. The policy itself is left out where RocketMQ's default is in force. */
  groupRetryPolicy: GroupRetryPolicyBody | null
  attributes: Attributes
  /** 5.0+: topics that the group may not pull from (353). Empty before. */
  forbiddenTopics: readonly string[]
}

export interface GroupRetryPolicyBody {
  /** CUSTOMIZED or EXPONENTIAL. */
  type: string
  customizedRetryPolicy: { next: number[] } | null
  exponentialRetryPolicy: { initial: number; max: number; multiplier: number } | null
}

/**
 * GET_ALL_SUBSCRIPTIONGROUP_CONFIG (201), to a broker: the settings of every group it has, in one answer.
 *
 * Request: no header, no body. 5.4+ answers in pages when `groupSeq`, `maxGroupNum` and `dataVersion` are sent; without
 * them every version sends everything.
 * Reply body: `{"subscriptionGroupTable":{"g":{"groupName":"g","consumeEnable":true,"retryQueueNums":1, …}}}`; 5.0+ adds
 * `consumeMessageOrderly`, `groupRetryPolicy`, `groupSysFlag`, `consumeTimeoutMinute` and `forbiddenTable`, 5.1+
 * `attributes`.
 *
 * @see protocol notes §4.4
 */
export const getAllSubscriptionGroupConfig = defineRequest<void, SubscriptionGroupConfigBody[]>({
  code: RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG,
  encode: () => ({}),
  decode({ body }) {
    const path = '$.subscriptionGroupTable'
    const answer = asObject(parseTolerantJson(body), '$')
    const table = asObject(answer.get('subscriptionGroupTable'), path)
    const shared = new Map<string, Attributes>()
    const forbidden = decodeForbidden(answer.get('forbiddenTable'))
    // One path for all: a text per group would cost more than its decoding.
    return table.values.map((config) => {
      const decoded = decodeGroupConfig(config, `${path}.*`, shared)
      const forbiddenTopics = forbidden.get(decoded.groupName)
      return forbiddenTopics ? { ...decoded, forbiddenTopics } : decoded
    })
  },
})

/**
 * The same request, each group's settings as the broker wrote them: for who sends them back changed, with all members that only
 * newer versions know.
 */
export const getAllSubscriptionGroupConfigAsWritten = defineRequest<void, ReadonlyMap<string, JsonObject>>({
  code: RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG,
  encode: () => ({}),
  decode({ body }) {
    const path = '$.subscriptionGroupTable'
    const table = asObject(asObject(parseTolerantJson(body), '$').get('subscriptionGroupTable'), path)
    return new Map(table.entries.map(([name, config]) => [asString(name, path), asObject(config, `${path}.*`)]))
  },
})

function decodeGroupConfig(
  value: JsonValue,
  path: string,
  shared: Map<string, Attributes>,
): SubscriptionGroupConfigBody {
  const config = asObject(value, path)
  const flag = (name: string, otherwise: boolean) => asBoolean(config.get(name) ?? otherwise, path)
  const number = (name: string, otherwise: bigint) => asNumber(config.get(name) ?? otherwise, path)
  const consumeTimeoutMinute = config.get('consumeTimeoutMinute')
  return {
    groupName: asString(config.get('groupName'), `${path}.groupName`),
    consumeEnable: flag('consumeEnable', true),
    consumeFromMinEnable: flag('consumeFromMinEnable', true),
    consumeBroadcastEnable: flag('consumeBroadcastEnable', true),
    consumeMessageOrderly: flag('consumeMessageOrderly', false),
    retryQueueNums: asNumber(config.get('retryQueueNums'), `${path}.retryQueueNums`),
    retryMaxTimes: asNumber(config.get('retryMaxTimes'), `${path}.retryMaxTimes`),
    brokerId: number('brokerId', 0n),
    whichBrokerWhenConsumeSlowly: number('whichBrokerWhenConsumeSlowly', 1n),
    notifyConsumerIdsChangedEnable: flag('notifyConsumerIdsChangedEnable', true),
    groupSysFlag: number('groupSysFlag', 0n),
    consumeTimeoutMinute: consumeTimeoutMinute == null ? null : asNumber(consumeTimeoutMinute, path),
    groupRetryPolicy: decodeRetryPolicy(config.get('groupRetryPolicy'), `${path}.groupRetryPolicy`),
    attributes: decodeAttributes(config.get('attributes'), `${path}.attributes`, shared),
    forbiddenTopics: nothingForbidden,
  }
}

const nothingForbidden: readonly string[] = Object.freeze([])
/** PermName.INDEX_PERM_READ of RocketMQ, as a bit. */
const READ_FORBIDDEN = 1 << 2

/** Topics that are forbidden to read, by group. */
function decodeForbidden(value: JsonValue | undefined): ReadonlyMap<string, string[]> {
  if (value == null) return new Map()
  const path = '$.forbiddenTable'
  return new Map(
    asObject(value, path).entries.map(([group, topics]) => [
      asString(group, path),
      asObject(topics, path)
        .entries.filter(([, bits]) => (asNumber(bits, path) & READ_FORBIDDEN) !== 0)
        .map(([topic]) => asString(topic, path))
        .sort(),
    ]),
  )
}

function decodeRetryPolicy(value: JsonValue | undefined, path: string): GroupRetryPolicyBody | null {
  if (value == null) return null
  const policy = asObject(value, path)
  const customized = policy.get('customizedRetryPolicy')
  const exponential = policy.get('exponentialRetryPolicy')
  return {
    type: asString(policy.get('type'), `${path}.type`),
    customizedRetryPolicy:
      customized == null
        ? null
        : { next: asArray(asObject(customized, path).get('next'), path).map((ms) => asNumber(ms, `${path}.next`)) },
    exponentialRetryPolicy: exponential == null ? null : decodeExponential(exponential, path),
  }
}

function decodeExponential(value: JsonValue, path: string): GroupRetryPolicyBody['exponentialRetryPolicy'] {
  const policy = asObject(value, path)
  return {
    initial: asNumber(policy.get('initial'), `${path}.initial`),
    max: asNumber(policy.get('max'), `${path}.max`),
    multiplier: asNumber(policy.get('multiplier'), `${path}.multiplier`),
  }
}

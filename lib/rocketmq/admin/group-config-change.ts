import { asArray, JsonObject, type JsonValue } from '../codec/json-value.ts'
import type { RetryPolicy } from './group-config.ts'

/** Settings of a group to be written; what is absent stays as the broker holds it. */
export interface GroupConfigChange {
  consumeEnable?: boolean
  consumeFromMinEnable?: boolean
  consumeBroadcastEnable?: boolean
  /** 5.0+, as are the next two; older brokers ignore them. */
  consumeMessageOrderly?: boolean
  consumeTimeoutMinute?: number
  retryPolicy?: RetryPolicyChange
  retryQueueNums?: number
  retryMaxTimes?: number
  brokerId?: number
  whichBrokerWhenConsumeSlowly?: number
  notifyConsumerIdsChangedEnable?: boolean
}

/**
 * As {@link RetryPolicy}, but of the list only the waits that take effect: the first retry takes the third place of a broker's list
 * (CustomizedRetryPolicy), so the two before it are kept as they are.
 */
export type RetryPolicyChange =
  | { type: 'CUSTOMIZED'; effectiveMs: readonly number[] }
  | Extract<RetryPolicy, { type: 'EXPONENTIAL' }>

/** What RocketMQ's own list begins with. */
const IDLE_LEVELS: readonly JsonValue[] = [1_000n, 5_000n]

/** The settings of a new group: absent members get the broker's default. */
export function newConfig({ groupName, ...change }: GroupConfigChange & { groupName: string }): JsonObject {
  return withMembers(new JsonObject([], []), { groupName, ...changedMembers(undefined, change) })
}

/** The settings with a change, every other member as it was. */
export function changedConfig(held: JsonObject, change: GroupConfigChange): JsonObject {
  const changed = withMembers(held, changedMembers(held, change))
  // 5.1+: attributes are written as changes, and what was read would be refused.
  return held.get('attributes') === undefined ? changed : withMembers(changed, { attributes: new JsonObject([], []) })
}

function changedMembers(held: JsonObject | undefined, change: GroupConfigChange): Record<string, JsonValue> {
  const { retryPolicy, ...members } = change
  const written: Record<string, JsonValue> = {}
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined) written[name] = typeof value === 'number' ? BigInt(value) : value
  }
  if (retryPolicy) written.groupRetryPolicy = changedPolicy(held?.get('groupRetryPolicy'), retryPolicy)
  return written
}

/** The policy of the other type stays beside it, as RocketMQ keeps it. */
function changedPolicy(held: JsonValue | undefined, change: RetryPolicyChange): JsonObject {
  const policy = held instanceof JsonObject ? held : new JsonObject([], [])
  if (change.type === 'EXPONENTIAL') {
    const { initialMs, maxMs, multiplier } = change
    const exponential = toObject({ initial: BigInt(initialMs), max: BigInt(maxMs), multiplier: BigInt(multiplier) })
    return withMembers(policy, { type: change.type, exponentialRetryPolicy: exponential })
  }
  const next = [...idleLevels(policy), ...change.effectiveMs.map((ms) => BigInt(ms))]
  return withMembers(policy, { type: change.type, customizedRetryPolicy: toObject({ next }) })
}

function idleLevels(policy: JsonObject): readonly JsonValue[] {
  const customized = policy.get('customizedRetryPolicy')
  const next = customized instanceof JsonObject ? customized.get('next') : undefined
  const held = next == null ? [] : asArray(next, '$.groupRetryPolicy.customizedRetryPolicy.next').slice(0, 2)
  return held.length === IDLE_LEVELS.length ? held : IDLE_LEVELS
}

const toObject = (members: Record<string, JsonValue>) => withMembers(new JsonObject([], []), members)

function withMembers(object: JsonObject, members: Record<string, JsonValue>): JsonObject {
  const kept = object.entries.filter(([key]) => typeof key !== 'string' || !Object.hasOwn(members, key))
  return new JsonObject(
    [...kept.map(([key]) => key), ...Object.keys(members)],
    [...kept.map(([, value]) => value), ...Object.values(members)],
  )
}

import { asObject, JsonObject, type JsonValue } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { bigIntOrNull, booleanOrNull, entriesOf, numberOrNull, orNull, textOrNull } from './lenient-json.ts'
import { decodeMessageQueue, type MessageQueueBody } from './message-queue.ts'
import { decodeSubscriptionData, type SubscriptionDataBody } from './subscription-data.ts'

export interface GetConsumerRunningInfoHeader {
  consumerGroup: string
  clientId: string
  /** Asks for the stacks of all threads: hundreds of kB from a small client. */
  jstackEnable: boolean
}

/** Every member may be missing: null then. Times in ms, 0 for never. */
export interface ConsumerRunningInfoBody {
  properties: Record<string, string>
  subscriptionSet: SubscriptionDataBody[]
  mqTable: (MessageQueueBody & {
    commitOffset: bigint | null
    cachedMsgMinOffset: bigint | null
    cachedMsgMaxOffset: bigint | null
    cachedMsgCount: number | null
    cachedMsgSizeInMiB: number | null
    locked: boolean | null
    droped: boolean | null
    lastLockTimestamp: number | null
    lastPullTimestamp: number | null
    lastConsumeTimestamp: number | null
  })[]
  mqPopTable: (MessageQueueBody & {
    waitAckCount: number | null
    droped: boolean | null
    lastPopTimestamp: number | null
  })[]
  statusTable: {
    topic: string
    /** Milliseconds. */
    pullRT: number | null
    pullTPS: number | null
    /** Milliseconds. */
    consumeRT: number | null
    consumeOKTPS: number | null
    consumeFailedTPS: number | null
    /** In the last hour. */
    consumeFailedMsgs: bigint | null
  }[]
  jstack: string | null
}

/**
 * GET_CONSUMER_RUNNING_INFO (307), to a broker that hands it on to one client: what that client does.
 *
 * Request: `consumerGroup!`, `clientId!`, `jstackEnable`. Code 1 when the client is not connected to this broker, 207 when
 * it did not answer the broker within 10 s, as clients behind a proxy do.
 * Reply body, by the client's own library: `{"mqTable":{{…}:{"cachedMsgCount":0,"commitOffset":1, …}},"mqPopTable":{},
 * "properties":{"PROP_CLIENT_VERSION":"V5_5_0", …},"statusTable":{"t":{"consumeOKTPS":0.0, …}},"subscriptionSet":[…]}`.
 * A queue that cannot be told (a reference of fastjson 1 that leads nowhere) is left out.
 *
 * @see protocol notes §4.5, §3.2
 */
export const getConsumerRunningInfo = defineRequest<GetConsumerRunningInfoHeader, ConsumerRunningInfoBody>({
  code: RequestCode.GET_CONSUMER_RUNNING_INFO,
  encode: (header) => ({ header: { ...header } }),
  decode({ body }) {
    const reply = asObject(parseTolerantJson(body), '$')
    const subscriptions = reply.get('subscriptionSet')
    return {
      properties: decodeProperties(reply.get('properties')),
      subscriptionSet: (Array.isArray(subscriptions) ? subscriptions : [])
        .map((value) => orNull(() => decodeSubscriptionData(value, '$.subscriptionSet[]')))
        .filter((subscription) => subscription !== null),
      mqTable: queuesOf(reply.get('mqTable')).map(([queue, info]) => ({
        ...queue,
        commitOffset: bigIntOrNull(info.get('commitOffset')),
        cachedMsgMinOffset: bigIntOrNull(info.get('cachedMsgMinOffset')),
        cachedMsgMaxOffset: bigIntOrNull(info.get('cachedMsgMaxOffset')),
        cachedMsgCount: numberOrNull(info.get('cachedMsgCount')),
        cachedMsgSizeInMiB: numberOrNull(info.get('cachedMsgSizeInMiB')),
        locked: booleanOrNull(info.get('locked')),
        droped: booleanOrNull(info.get('droped')),
        lastLockTimestamp: numberOrNull(info.get('lastLockTimestamp')),
        lastPullTimestamp: numberOrNull(info.get('lastPullTimestamp')),
        lastConsumeTimestamp: numberOrNull(info.get('lastConsumeTimestamp')),
      })),
      mqPopTable: queuesOf(reply.get('mqPopTable')).map(([queue, info]) => ({
        ...queue,
        waitAckCount: numberOrNull(info.get('waitAckCount')),
        droped: booleanOrNull(info.get('droped')),
        lastPopTimestamp: numberOrNull(info.get('lastPopTimestamp')),
      })),
      statusTable: entriesOf(reply.get('statusTable')).flatMap(([key, status]) => {
        const topic = textOrNull(key)
        return topic === null || !(status instanceof JsonObject)
          ? []
          : {
              topic,
              pullRT: numberOrNull(status.get('pullRT')),
              pullTPS: numberOrNull(status.get('pullTPS')),
              consumeRT: numberOrNull(status.get('consumeRT')),
              consumeOKTPS: numberOrNull(status.get('consumeOKTPS')),
              consumeFailedTPS: numberOrNull(status.get('consumeFailedTPS')),
              consumeFailedMsgs: bigIntOrNull(status.get('consumeFailedMsgs')),
            }
      }),
      jstack: textOrNull(reply.get('jstack')),
    }
  },
})

/** Texts, but Java clients have put enums and numbers there too. */
function decodeProperties(value: JsonValue | undefined): Record<string, string> {
  const properties: Record<string, string> = Object.create(null)
  for (const [key, property] of entriesOf(value)) {
    const name = textOrNull(key)
    const text = textOrNull(property)
    if (name !== null && text !== null) properties[name] = text
  }
  return properties
}

function queuesOf(table: JsonValue | undefined): [MessageQueueBody, JsonObject][] {
  return entriesOf(table).flatMap(([key, info]): [MessageQueueBody, JsonObject][] => {
    const queue = orNull(() => decodeMessageQueue(unquoted(key), ''))
    return queue && info instanceof JsonObject ? [[queue, info]] : []
  })
}

/** Clients whose JSON library knows only strings as keys write the queue's JSON as a string. */
function unquoted(key: JsonValue): JsonValue {
  return typeof key === 'string' ? parseTolerantJson(Buffer.from(key)) : key
}

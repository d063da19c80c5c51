import { asBigInt, asNumber, asObject } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { decodeMessageQueue, type MessageQueueBody } from './message-queue.ts'

export interface GetConsumeStatsHeader {
  consumerGroup: string
  /** All topics that the group committed to when absent. */
  topic?: string
}

export interface ConsumeStatsBody {
  offsets: (MessageQueueBody & {
    /** The next offset to be written. */
    brokerOffset: bigint
    /** The next offset to be consumed; 0 in a queue for which the group never committed. */
    consumerOffset: bigint
    /** 5.1+: the next offset to be handed out. */
    pullOffset: bigint | null
    /** Store time in ms of the last consumed message; 0 when there is none or it is deleted. */
    lastTimestamp: number
  })[]
  consumeTps: number
}

/**
 * GET_CONSUME_STATS (208), to a broker: where a group stands in each of its queues there.
 *
 * Request: `consumerGroup!`, `topic`. A group or a topic that the broker does not know is no error: an empty table.
 * Reply body: `{"consumeTps":0.0,"offsetTable":{{"brokerName":"broker-a","queueId":0,"topic":"t"}:{"brokerOffset":3,
 * "consumerOffset":1,"lastTimestamp":0,"pullOffset":1}}}`: the keys of the table are objects.
 * Without `topic` the broker leaves out topics to which no online consumer of an online group subscribes.
 *
 * @see protocol notes §4.5, §8.1
 */
export const getConsumeStats = defineRequest<GetConsumeStatsHeader, ConsumeStatsBody>({
  code: RequestCode.GET_CONSUME_STATS,
  encode: (header) => ({ header: { ...header } }),
  decode({ body }) {
    const reply = asObject(parseTolerantJson(body), '$')
    const path = '$.offsetTable'
    return {
      offsets: asObject(reply.get('offsetTable'), path).entries.map(([key, value]) => {
        const offset = asObject(value, `${path}.*`)
        const pullOffset = offset.get('pullOffset')
        return {
          ...decodeMessageQueue(key, path),
          brokerOffset: asBigInt(offset.get('brokerOffset'), `${path}.*.brokerOffset`),
          consumerOffset: asBigInt(offset.get('consumerOffset'), `${path}.*.consumerOffset`),
          pullOffset: pullOffset == null ? null : asBigInt(pullOffset, `${path}.*.pullOffset`),
          lastTimestamp: asNumber(offset.get('lastTimestamp') ?? 0n, `${path}.*.lastTimestamp`),
        }
      }),
      consumeTps: asNumber(reply.get('consumeTps') ?? 0, '$.consumeTps'),
    }
  },
})

import { asBigInt, asNumber, asObject, asString } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface GetTopicStatsInfoHeader {
  topic: string
}

export interface TopicStatsBody {
  offsets: {
    brokerName: string
    topic: string
    queueId: number
    minOffset: bigint
    /** The next offset to be written. */
    maxOffset: bigint
    /** Store time in ms of the newest message; 0 when the queue is empty. */
    lastUpdateTimestamp: number
  }[]
  /** Messages per second in the last minute. 5.3.3+. */
  topicPutTps: number | null
}

/**
 * GET_TOPIC_STATS_INFO (202), to a broker: offsets of each queue of a topic.
 *
 * Request: `topic!`. Code 17 (TOPIC_NOT_EXIST) when the broker does not have it.
 * Reply body: `{"offsetTable":{{"brokerName":"broker-a","queueId":0,"topic":"t"}:{"lastUpdateTimestamp":0,"maxOffset":0,
 * "minOffset":0}},"topicPutTps":0.0}`: the keys of the table are objects.
 * Lists max(readQueueNums, writeQueueNums) queues (verified against 5.3.3 and 5.5.0); older brokers the first
 * writeQueueNums only (4.9.7 and 5.1.4).
 *
 * @see protocol notes §4.3, §3.2
 */
export const getTopicStatsInfo = defineRequest<GetTopicStatsInfoHeader, TopicStatsBody>({
  code: RequestCode.GET_TOPIC_STATS_INFO,
  encode: (header) => ({ header: { ...header } }),
  decode({ body }) {
    const reply = asObject(parseTolerantJson(body), '$')
    const path = '$.offsetTable'
    const topicPutTps = reply.get('topicPutTps')
    return {
      offsets: asObject(reply.get('offsetTable'), path).entries.map(([key, value]) => {
        const queue = asObject(key, path)
        const offset = asObject(value, `${path}.*`)
        return {
          brokerName: asString(queue.get('brokerName'), `${path}.brokerName`),
          topic: asString(queue.get('topic'), `${path}.topic`),
          queueId: asNumber(queue.get('queueId'), `${path}.queueId`),
          minOffset: asBigInt(offset.get('minOffset'), `${path}.*.minOffset`),
          maxOffset: asBigInt(offset.get('maxOffset'), `${path}.*.maxOffset`),
          lastUpdateTimestamp: asNumber(offset.get('lastUpdateTimestamp'), `${path}.*.lastUpdateTimestamp`),
        }
      }),
      topicPutTps: topicPutTps == null ? null : asNumber(topicPutTps, '$.topicPutTps'),
    }
  },
})

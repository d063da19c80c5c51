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
  decode: ({ body }) => readUsualForm(body) ?? readAnyForm(body),
})

/**
 * As every version writes it, by the byte: sampling 10,000 topics reads as many of these, and a parser takes several times as long.
 * Longer numbers and other letters than these are rare enough for the parser.
 */
const usualQueue =
  /\{"brokerName":"([ !#-[\]-~]*)","queueId":(\d{1,9}),"topic":"([ !#-[\]-~]*)"\}:\{"lastUpdateTimestamp":(\d{1,15}),"maxOffset":(\d{1,18}),"minOffset":(\d{1,18})\}/y
const usualEnd = /\}(?:,"topicPutTps":(\d{1,15}(?:\.\d{1,15})?))?\}$/y
const usualStart = '{"offsetTable":{'
const COMMA = 0x2c

/** Null for anything that is not exactly that form. */
function readUsualForm(body: Buffer): TopicStatsBody | null {
  const text = body.toString('latin1')
  if (!text.startsWith(usualStart)) return null
  const offsets: TopicStatsBody['offsets'] = []
  let at = usualStart.length
  for (;;) {
    usualQueue.lastIndex = at
    const queue = usualQueue.exec(text)
    if (!queue) break
    const [, brokerName = '', queueId, topic = '', lastUpdateTimestamp, maxOffset = '', minOffset = ''] = queue
    offsets.push({
      brokerName,
      topic,
      queueId: Number(queueId),
      minOffset: BigInt(minOffset),
      maxOffset: BigInt(maxOffset),
      lastUpdateTimestamp: Number(lastUpdateTimestamp),
    })
    at = usualQueue.lastIndex
    if (text.charCodeAt(at) !== COMMA) break
    at += 1
  }
  usualEnd.lastIndex = at
  const end = usualEnd.exec(text)
  // After a comma there must be another queue.
  if (!end || text.charCodeAt(at - 1) === COMMA) return null
  return { offsets, topicPutTps: end[1] === undefined ? null : Number(end[1]) }
}

function readAnyForm(body: Buffer): TopicStatsBody {
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
}

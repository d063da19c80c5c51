import { asArray, asNumber, asObject } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { decodeMessageQueue, type MessageQueueBody } from './message-queue.ts'

export interface QueryConsumeTimeSpanHeader {
  topic: string
  group: string
}

/** Times in ms; −1 where the broker has no message at that place (any more). */
export interface ConsumeTimeSpanBody {
  messageQueue: MessageQueueBody
  minTimeStamp: number
  maxTimeStamp: number
  consumeTimeStamp: number
  delayTime: number
}

/**
 * QUERY_CONSUME_TIME_SPAN (303), to a broker: how far back in time a group is, in each queue of a topic.
 *
 * Request: `topic!`, `group!`. Code 17 when the broker does not have the topic.
 * Reply body: `{"consumeTimeSpanSet":[{"consumeTimeStamp":1,"delayTime":0,"maxTimeStamp":1,"messageQueue":{…},
 * "minTimeStamp":1}]}`; the queue is a member here, not a key.
 * `delayTime` is the broker's clock less the store time of the first message not consumed, taken as −1 when that message
 * cannot be read: then it is the clock itself. So it is, too, where a group never committed.
 *
 * @see protocol notes §4.5
 */
export const queryConsumeTimeSpan = defineRequest<QueryConsumeTimeSpanHeader, ConsumeTimeSpanBody[]>({
  code: RequestCode.QUERY_CONSUME_TIME_SPAN,
  encode: (header) => ({ header: { ...header } }),
  decode({ body }) {
    const spans = asObject(parseTolerantJson(body), '$').get('consumeTimeSpanSet')
    return asArray(spans ?? [], '$.consumeTimeSpanSet').map((value) => {
      const path = '$.consumeTimeSpanSet[]'
      const span = asObject(value, path)
      return {
        messageQueue: decodeMessageQueue(span.get('messageQueue'), `${path}.messageQueue`),
        minTimeStamp: asNumber(span.get('minTimeStamp') ?? -1n, `${path}.minTimeStamp`),
        maxTimeStamp: asNumber(span.get('maxTimeStamp') ?? -1n, `${path}.maxTimeStamp`),
        consumeTimeStamp: asNumber(span.get('consumeTimeStamp') ?? -1n, `${path}.consumeTimeStamp`),
        delayTime: asNumber(span.get('delayTime') ?? 0n, `${path}.delayTime`),
      }
    })
  },
})

import { asBigInt, asNumber, asObject, asString } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface CommittedOffsetsBody {
  topic: string
  group: string
  /** The next offset to be consumed, by queueId. */
  offsetByQueueId: Map<number, bigint>
}

/**
 * GET_ALL_CONSUMER_OFFSET (43), to a broker: every offset that any group ever committed there, in one answer.
 *
 * Request: no header, no body.
 * Reply body: `{"offsetTable":{"topic@group":{0:12,1:7}}}`, with integers as keys. 5.5.0 adds `dataVersion` and
 * `groupTopicMap`.
 *
 * @see protocol notes §4.2, §3.2
 */
export const getAllConsumerOffset = defineRequest<void, CommittedOffsetsBody[]>({
  code: RequestCode.GET_ALL_CONSUMER_OFFSET,
  encode: () => ({}),
  decode({ body }) {
    const path = '$.offsetTable'
    const table = asObject(asObject(parseTolerantJson(body), '$').get('offsetTable'), path)
    const committed: CommittedOffsetsBody[] = []
    for (const [index, key] of table.keys.entries()) {
      const name = asString(key, path)
      // Neither name can hold an @; a key without one is no group's.
      const at = name.indexOf('@')
      if (at === -1) continue
      const queues = asObject(table.values[index], `${path}.*`)
      const offsetByQueueId = new Map<number, bigint>()
      for (const [place, queueId] of queues.keys.entries()) {
        offsetByQueueId.set(asNumber(queueId, `${path}.*`), asBigInt(queues.values[place], `${path}.*`))
      }
      committed.push({ topic: name.slice(0, at), group: name.slice(at + 1), offsetByQueueId })
    }
    return committed
  },
})

import { asNumber, asObject, asString } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface MessageRequestModeBody {
  topic: string
  consumerGroup: string
  /** PULL or POP. */
  mode: string
  popShareQueueNum: number
}

/**
 * GET_ALL_MESSAGE_REQUEST_MODE (402), to a broker: how remoting push consumers fetch, where somebody has set it. 5.0+.
 *
 * Request: no header, no body.
 * Reply body: `{"messageRequestModeMap":{"t":{"g":{"consumerGroup":"g","mode":"POP","popShareQueueNum":0,"topic":"t"}}}}`.
 *
 * @see protocol notes §4.2
 */
export const getAllMessageRequestMode = defineRequest<void, MessageRequestModeBody[]>({
  code: RequestCode.GET_ALL_MESSAGE_REQUEST_MODE,
  encode: () => ({}),
  decode({ body }) {
    const path = '$.messageRequestModeMap'
    const modeByTopic = asObject(asObject(parseTolerantJson(body), '$').get('messageRequestModeMap'), path)
    return modeByTopic.entries.flatMap(([topic, groups]) =>
      asObject(groups, `${path}.*`).entries.map(([group, value]) => {
        const mode = asObject(value, `${path}.*.*`)
        return {
          topic: asString(topic, path),
          consumerGroup: asString(group, `${path}.*`),
          mode: asString(mode.get('mode'), `${path}.*.*.mode`),
          popShareQueueNum: asNumber(mode.get('popShareQueueNum') ?? 0n, `${path}.*.*.popShareQueueNum`),
        }
      }),
    )
  },
})

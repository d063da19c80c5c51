import { asBigInt, asNumber, asObject, asString } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface TimingCountBody {
  topic: string
  count: bigint
  /** When the count last changed, in ms. */
  timeStamp: number
}

/**
 * GET_TIMER_METRICS (61), to a broker: messages per topic that wait for their delivery time. 5.0+.
 *
 * Request: no header, no body. Reply body: `{"timingCount":{"t":{"count":3,"timeStamp":1}}}`. Code 1 without a timer store.
 *
 * @see protocol notes §4.2
 */
export const getTimerMetrics = defineRequest<void, TimingCountBody[]>({
  code: RequestCode.GET_TIMER_METRICS,
  encode: () => ({}),
  decode({ body }) {
    const path = '$.timingCount'
    return asObject(asObject(parseTolerantJson(body), '$').get('timingCount'), path).entries.map(([topic, value]) => {
      const metric = asObject(value, `${path}.*`)
      return {
        topic: asString(topic, path),
        count: asBigInt(metric.get('count'), `${path}.*.count`),
        timeStamp: asNumber(metric.get('timeStamp') ?? 0n, `${path}.*.timeStamp`),
      }
    })
  },
})

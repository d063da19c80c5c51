import { asArray, asNumber, asObject, asString } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface ProducerInfoBody {
  producerGroup: string
  clientId: string
  /** `host:port`; Java puts a `/` before it. */
  remoteIP: string
  language: string
  version: number
  /** Of the client's last heartbeat, in ms by the broker's clock. */
  lastUpdateTimestamp: number
}

/**
 * GET_ALL_PRODUCER_INFO (328), to a broker: every producer that is connected to it.
 *
 * Request: no header, no body. 4.9.7 has it, and 5.0+.
 * Reply body: `{"data":{"producer-group":[{"clientId":"10.0.0.1@1","language":"JAVA","lastUpdateTimestamp":1,
 * "remoteIP":"10.0.0.1:4711","version":513}]}}`.
 *
 * @see protocol notes §4.5
 */
export const getAllProducerInfo = defineRequest<void, ProducerInfoBody[]>({
  code: RequestCode.GET_ALL_PRODUCER_INFO,
  encode: () => ({}),
  decode({ body }) {
    const path = '$.data'
    const clientsByGroup = asObject(asObject(parseTolerantJson(body), '$').get('data'), path)
    return clientsByGroup.entries.flatMap(([group, clients]) =>
      asArray(clients, `${path}.*`).map((value) => {
        const client = asObject(value, `${path}.*[]`)
        return {
          producerGroup: asString(group, path),
          clientId: asString(client.get('clientId'), `${path}.*[].clientId`),
          remoteIP: asString(client.get('remoteIP') ?? '', `${path}.*[].remoteIP`),
          language: asString(client.get('language') ?? '', `${path}.*[].language`),
          version: asNumber(client.get('version') ?? 0n, `${path}.*[].version`),
          lastUpdateTimestamp: asNumber(client.get('lastUpdateTimestamp') ?? 0n, `${path}.*[].lastUpdateTimestamp`),
        }
      }),
    )
  },
})

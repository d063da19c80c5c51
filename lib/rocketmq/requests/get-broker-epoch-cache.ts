import { asArray, asBigInt, asNumber, asObject, type JsonValue } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface EpochBody {
  epoch: number
  /** Bytes of the commit log. */
  startOffset: bigint
  /** Long.MAX while it lasts. */
  endOffset: bigint
}

export interface BrokerEpochCacheBody {
  epochList: EpochBody[]
  maxOffset: bigint
}

/**
 * GET_BROKER_EPOCH_CACHE (1007), to a broker in controller mode: under which terms of a master its commit log was written. 5.0+.
 *
 * Request: no header, no body. Reply body: `{"brokerId":0,"brokerName":"broker-a","clusterName":…,"epochList":[{"endOffset":
 * 9223372036854775807,"epoch":1,"startOffset":0}],"maxOffset":2712}`. Code 1 outside controller mode, sometimes as the text
 * of a null pointer.
 *
 * @see protocol notes §4.2
 */
export const getBrokerEpochCache = defineRequest<void, BrokerEpochCacheBody>({
  code: RequestCode.GET_BROKER_EPOCH_CACHE,
  encode: () => ({}),
  decode({ body }) {
    const reply = asObject(parseTolerantJson(body), '$')
    return {
      epochList: asArray(reply.get('epochList') ?? [], '$.epochList').map(decodeEpoch),
      maxOffset: asBigInt(reply.get('maxOffset') ?? 0n, '$.maxOffset'),
    }
  },
})

function decodeEpoch(value: JsonValue): EpochBody {
  const path = '$.epochList[]'
  const entry = asObject(value, path)
  return {
    epoch: asNumber(entry.get('epoch'), `${path}.epoch`),
    startOffset: asBigInt(entry.get('startOffset'), `${path}.startOffset`),
    endOffset: asBigInt(entry.get('endOffset'), `${path}.endOffset`),
  }
}

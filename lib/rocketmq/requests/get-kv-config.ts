import { ProtocolError } from '../errors.ts'
import { RequestCode } from '../request-code.ts'
import { ResponseCode } from '../response-code.ts'
import { defineRequest } from './define-request.ts'

export interface GetKvConfigHeader {
  namespace: string
  key: string
}

/**
 * GET_KV_CONFIG (101), to a name server: one entry of its key-value store.
 *
 * Request: `namespace!`, `key!`. Reply header: `value`. Code 22 (QUERY_NOT_FOUND) when there is none: null here.
 *
 * @see protocol notes §4.1
 */
export const getKvConfig = defineRequest<GetKvConfigHeader, string | null>({
  code: RequestCode.GET_KV_CONFIG,
  answers: [ResponseCode.QUERY_NOT_FOUND],
  encode: (header) => ({ header: { ...header } }),
  decode({ code, extFields }) {
    if (code === ResponseCode.QUERY_NOT_FOUND) return null
    if (extFields.value === undefined) throw new ProtocolError("The reply's header has no field value")
    return extFields.value
  },
})

import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface PutKvConfigHeader {
  namespace: string
  key: string
  value: string
}

/**
 * PUT_KV_CONFIG (100), to each name server: writes one entry of its key-value store, in the place of what was there.
 *
 * Request: `namespace!`, `key!`, `value!`. Reply: no body.
 *
 * @see protocol notes §4.1
 */
export const putKvConfig = defineRequest<PutKvConfigHeader, void>({
  code: RequestCode.PUT_KV_CONFIG,
  isWrite: true,
  encode: (header) => ({ header: { ...header } }),
  decode: () => undefined,
})

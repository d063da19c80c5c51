import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface DeleteKvConfigHeader {
  namespace: string
  key: string
}

/**
 * DELETE_KV_CONFIG (102), to each name server: removes one entry of its key-value store.
 *
 * Request: `namespace!`, `key!`. Reply: no body; SUCCESS also when there was none.
 *
 * @see protocol notes §4.1
 */
export const deleteKvConfig = defineRequest<DeleteKvConfigHeader, void>({
  code: RequestCode.DELETE_KV_CONFIG,
  isWrite: true,
  encode: (header) => ({ header: { ...header } }),
  decode: () => undefined,
})

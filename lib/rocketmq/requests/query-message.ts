import { decodeStoredMessages, type StoredMessage } from '../codec/stored-message.ts'
import { RequestCode } from '../request-code.ts'
import { ResponseCode } from '../response-code.ts'
import { defineRequest } from './define-request.ts'

export interface QueryMessageHeader {
  topic: string
  key: string
  /** At most the broker's `maxMsgsNumBatch`, 64. */
  maxNum: number
  /** Store times in ms. */
  beginTimestamp: number
  endTimestamp: number
  /** 5.4+: K = business keys, U = unique ids, which its RocksDB index keeps apart. Others ignore it and search both. */
  indexType?: 'K' | 'U'
}

/**
 * QUERY_MESSAGE (12), to a broker: messages whose index entry has the hash of a key, newest kept when there are more.
 *
 * Request: `topic!`, `key!`, `maxNum!`, `beginTimestamp!`, `endTimestamp!`, `indexType`. The field `_UNIQUE_KEY_QUERY` of
 * Java clients is not sent: brokers differ in whether it is signed, and all it does is force `maxNum`.
 * Reply body: stored messages back to back, oldest first. Code 22 (QUERY_NOT_FOUND) when there are none: empty here.
 * Hashes collide: compare topic and keys of what comes back.
 *
 * @see protocol notes §4.6, §2.2
 */
export const queryMessage = defineRequest<QueryMessageHeader, StoredMessage[]>({
  code: RequestCode.QUERY_MESSAGE,
  answers: [ResponseCode.QUERY_NOT_FOUND],
  encode: (header) => ({ header: { ...header } }),
  decode: ({ code, body }) => (code === ResponseCode.QUERY_NOT_FOUND ? [] : decodeStoredMessages(body).messages),
})

import { decodeStoredMessages, type StoredMessage } from '../codec/stored-message.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface ViewMessageByIdHeader {
  /** Commit-log offset, out of the offset message id. */
  offset: bigint
  /** 5.3+: looked at for permission only; not compared with the message that comes back. */
  topic?: string
}

/**
 * VIEW_MESSAGE_BY_ID (33), to the broker that an offset message id names: the bytes at a place of its commit log.
 *
 * Request: `offset!`, `topic`. Reply body: one stored message. Code 1 when there is nothing.
 * The broker trusts the offset: one that is not the start of a message yields noise or, by chance, part of another
 * message. Compare what comes back.
 *
 * @see protocol notes §4.6
 */
export const viewMessageById = defineRequest<ViewMessageByIdHeader, StoredMessage[]>({
  code: RequestCode.VIEW_MESSAGE_BY_ID,
  encode: (header) => ({ header: { ...header } }),
  decode: ({ body }) => decodeStoredMessages(body).messages,
})

import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { bigintField } from './reply-fields.ts'

export interface SearchOffsetByTimestampHeader {
  topic: string
  queueId: number
  /** Store time in ms. */
  timestamp: number
  /** 5.1+: which message of several with this very store time. Older brokers ignore it and take the first. */
  boundaryType?: 'LOWER' | 'UPPER'
}

/**
 * SEARCH_OFFSET_BY_TIMESTAMP (29), to a broker: where in a queue a time is.
 *
 * Request: `topic!`, `queueId!`, `timestamp!`, `boundaryType`. Reply header: `offset`.
 *
 * @returns offset of the first message stored at or after the time; the end of the queue when there is none
 * @see protocol notes §4.5
 */
export const searchOffsetByTimestamp = defineRequest<SearchOffsetByTimestampHeader, bigint>({
  code: RequestCode.SEARCH_OFFSET_BY_TIMESTAMP,
  encode: (header) => ({ header: { ...header } }),
  decode: (reply) => bigintField(reply, 'offset'),
})

import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { bigintField } from './reply-fields.ts'

export interface SearchOffsetByTimestampHeader {
  topic: string
  queueId: number
  /** Store time in ms. */
  timestamp: number
  /** 5.1+; older brokers ignore it. */
  boundaryType?: 'LOWER' | 'UPPER'
}

/**
 * SEARCH_OFFSET_BY_TIMESTAMP (29), to a broker: where in a queue a time is.
 *
 * Request: `topic!`, `queueId!`, `timestamp!`, `boundaryType`. Reply header: `offset`.
 * 5.1+: LOWER, the default: the first message stored at or after the time, the end of the queue when there is none. UPPER:
 * the last one stored at or before it, the beginning when there is none. 4.9: the message stored nearest to the time, so
 * also the last one for a time after it, and any of those stored in one millisecond (verified against 4.9.7, 5.1.4, 5.5.0).
 *
 * @see protocol notes §4.5
 */
export const searchOffsetByTimestamp = defineRequest<SearchOffsetByTimestampHeader, bigint>({
  code: RequestCode.SEARCH_OFFSET_BY_TIMESTAMP,
  encode: (header) => ({ header: { ...header } }),
  decode: (reply) => bigintField(reply, 'offset'),
})

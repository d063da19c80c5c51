import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { bigintField } from './reply-fields.ts'

export interface GetMinOffsetHeader {
  topic: string
  queueId: number
}

/**
 * GET_MIN_OFFSET (31), to a broker: the oldest offset of a queue that has not been deleted.
 *
 * Request: `topic!`, `queueId!`. Reply header: `offset`.
 *
 * @see protocol notes §4.5
 */
export const getMinOffset = defineRequest<GetMinOffsetHeader, bigint>({
  code: RequestCode.GET_MIN_OFFSET,
  encode: (header) => ({ header: { ...header } }),
  decode: (reply) => bigintField(reply, 'offset'),
})

import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { bigintField } from './reply-fields.ts'

export interface GetMaxOffsetHeader {
  topic: string
  queueId: number
}

/**
 * GET_MAX_OFFSET (30), to a broker: the end of a queue, so the offset that the next message will get.
 *
 * Request: `topic!`, `queueId!`. Reply header: `offset`; 0 for a queue that does not exist.
 *
 * @see protocol notes §4.5
 */
export const getMaxOffset = defineRequest<GetMaxOffsetHeader, bigint>({
  code: RequestCode.GET_MAX_OFFSET,
  encode: (header) => ({ header: { ...header } }),
  decode: (reply) => bigintField(reply, 'offset'),
})

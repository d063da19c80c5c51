import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { bigintField } from './reply-fields.ts'

export interface GetEarliestMsgStoretimeHeader {
  topic: string
  queueId: number
}

/**
 * GET_EARLIEST_MSG_STORETIME (32), to a broker: store time of the oldest message of a queue.
 *
 * Request: `topic!`, `queueId!`. Reply header: `timestamp` in ms, −1 when the queue is empty.
 *
 * @see protocol notes §4.5
 */
export const getEarliestMsgStoretime = defineRequest<GetEarliestMsgStoretimeHeader, bigint>({
  code: RequestCode.GET_EARLIEST_MSG_STORETIME,
  encode: (header) => ({ header: { ...header } }),
  decode: (reply) => bigintField(reply, 'timestamp'),
})

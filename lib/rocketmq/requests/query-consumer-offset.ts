import { RequestCode } from '../request-code.ts'
import { ResponseCode } from '../response-code.ts'
import { defineRequest } from './define-request.ts'
import { bigintField } from './reply-fields.ts'

export interface QueryConsumerOffsetHeader {
  consumerGroup: string
  topic: string
  queueId: number
}

/**
 * QUERY_CONSUMER_OFFSET (14), to a broker: the offset that a group committed for one queue.
 *
 * Request: `consumerGroup!`, `topic!`, `queueId!`, `setZeroIfNotFound` (5.x): sent as false, or the broker invents 0 for a
 * queue that still has its first message. 4.9 does so all the same.
 * Reply header: `offset`. Code 22 (QUERY_NOT_FOUND) when there is none: null here.
 *
 * @see protocol notes §4.5
 */
export const queryConsumerOffset = defineRequest<QueryConsumerOffsetHeader, bigint | null>({
  code: RequestCode.QUERY_CONSUMER_OFFSET,
  answers: [ResponseCode.QUERY_NOT_FOUND],
  encode: (header) => ({ header: { ...header, setZeroIfNotFound: false } }),
  decode: (reply) => (reply.code === ResponseCode.QUERY_NOT_FOUND ? null : bigintField(reply, 'offset')),
})

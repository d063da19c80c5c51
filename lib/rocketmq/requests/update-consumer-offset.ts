import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface UpdateConsumerOffsetHeader {
  consumerGroup: string
  topic: string
  queueId: number
  /** The next offset to be consumed. */
  commitOffset: bigint
}

/**
 * UPDATE_CONSUMER_OFFSET (15), to a master: commits an offset for one queue, as a consumer does.
 *
 * Request: `consumerGroup!`, `topic!`, `queueId!`, `commitOffset!`. Reply: no body.
 * SUCCESS is no proof: a running consumer commits its own offset over it within 5 s, and while a server-side reset waits for
 * its pull a 5.1+ broker ignores it and says so in the remark alone. 4.9 checks neither group nor topic nor queue.
 *
 * @see protocol notes §4.5
 */
export const updateConsumerOffset = defineRequest<UpdateConsumerOffsetHeader, void>({
  code: RequestCode.UPDATE_CONSUMER_OFFSET,
  isWrite: true,
  encode: (header) => ({ header: { ...header } }),
  decode: () => undefined,
})

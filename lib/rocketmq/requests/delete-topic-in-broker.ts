import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface DeleteTopicInBrokerHeader {
  topic: string
}

/**
 * DELETE_TOPIC_IN_BROKER (215), to a master: deletes a topic's settings and its queues; 5.x also the offsets of all groups of it
 * (verified against 5.5.0; 4.9.7 keeps them) and its POP retry topics.
 *
 * Request: `topic!`. Reply: no body; SUCCESS also for a topic that the broker does not have (verified against 5.5.0 and 4.9.7).
 *
 * @see protocol notes §4.3
 */
export const deleteTopicInBroker = defineRequest<DeleteTopicInBrokerHeader, void>({
  code: RequestCode.DELETE_TOPIC_IN_BROKER,
  isWrite: true,
  encode: (header) => ({ header: { ...header } }),
  decode: () => undefined,
})

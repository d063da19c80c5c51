import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface DeleteTopicInBrokerHeader {
  topic: string
}

/**
 * DELETE_TOPIC_IN_BROKER (215), to every master: the topic with its messages and what groups committed for it. A topic that the
 * broker does not know is SUCCESS too; a name of the system is refused.
 *
 * Request: `topic!`. Reply: no body. 5.x also deletes the POP retry topics of the topic.
 *
 * @see protocol notes §4.3
 */
export const deleteTopicInBroker = defineRequest<DeleteTopicInBrokerHeader, void>({
  code: RequestCode.DELETE_TOPIC_IN_BROKER,
  isWrite: true,
  encode: ({ topic }) => ({ header: { topic } }),
  decode: () => undefined,
})

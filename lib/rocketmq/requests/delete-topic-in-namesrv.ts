import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface DeleteTopicInNamesrvHeader {
  topic: string
  /** Only the route to brokers of this RocketMQ cluster; absent = to all. */
  clusterName?: string
}

/**
 * DELETE_TOPIC_IN_NAMESRV (216), to each name server, after 215: clients find the topic no more. A topic that it does not know is
 * SUCCESS too. A broker that still has it brings it back with its next registration.
 *
 * Request: `topic!`, `clusterName`. Reply: no body.
 *
 * @see protocol notes §4.2
 */
export const deleteTopicInNamesrv = defineRequest<DeleteTopicInNamesrvHeader, void>({
  code: RequestCode.DELETE_TOPIC_IN_NAMESRV,
  isWrite: true,
  encode: ({ topic, clusterName }) => ({ header: { topic, clusterName } }),
  decode: () => undefined,
})

import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface DeleteTopicInNamesrvHeader {
  topic: string
  /** Never left out: a name server then drops the route to the brokers of all RocketMQ clusters that register with it. */
  clusterName: string
}

/**
 * DELETE_TOPIC_IN_NAMESRV (216), to each name server: forgets the route of a topic to the brokers of one RocketMQ cluster.
 *
 * Request: `topic!`, `clusterName`. Reply: no body; SUCCESS also when there was no route.
 * A broker that still has the topic brings its route back when its topics change next.
 *
 * @see protocol notes §4.1
 */
export const deleteTopicInNamesrv = defineRequest<DeleteTopicInNamesrvHeader, void>({
  code: RequestCode.DELETE_TOPIC_IN_NAMESRV,
  isWrite: true,
  encode: (header) => ({ header: { ...header } }),
  decode: () => undefined,
})

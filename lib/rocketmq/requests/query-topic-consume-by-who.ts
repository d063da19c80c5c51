import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { decodeNameList } from './name-list.ts'

export interface QueryTopicConsumeByWhoHeader {
  topic: string
}

/**
 * QUERY_TOPIC_CONSUME_BY_WHO (300), to a broker: groups that subscribe to a topic now or ever committed an offset for it.
 *
 * Request: `topic!`. Reply body: `{"groupList":["g1", …]}`, unordered; empty for an unknown topic.
 *
 * @see protocol notes §4.5
 */
export const queryTopicConsumeByWho = defineRequest<QueryTopicConsumeByWhoHeader, string[]>({
  code: RequestCode.QUERY_TOPIC_CONSUME_BY_WHO,
  encode: (header) => ({ header: { ...header } }),
  decode: ({ body }) => decodeNameList(body, 'groupList'),
})

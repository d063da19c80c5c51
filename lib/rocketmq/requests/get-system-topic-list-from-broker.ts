import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { decodeNameList } from './name-list.ts'

/**
 * GET_SYSTEM_TOPIC_LIST_FROM_BROKER (305), to a broker: the topics that this broker made for itself. The only source for a
 * custom trace topic and for topics named after cluster and broker.
 *
 * Request: no header, no body. Reply body: `{"topicList":["TBW102", …]}`, unordered.
 *
 * @see protocol notes §4.1, §7
 */
export const getSystemTopicListFromBroker = defineRequest<void, string[]>({
  code: RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER,
  encode: () => ({}),
  decode: ({ body }) => decodeNameList(body, 'topicList'),
})

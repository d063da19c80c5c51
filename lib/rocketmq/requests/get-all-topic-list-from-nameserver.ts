import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { decodeNameList } from './name-list.ts'

/**
 * GET_ALL_TOPIC_LIST_FROM_NAMESERVER (206), to a name server: every topic name that any broker registered, retry, DLQ and
 * system topics included.
 *
 * Request: no header, no body. Reply body: `{"topicList":["TBW102", …]}`, unordered.
 * 5.x: code 1 with remark `disable` when the name server has `enableAllTopicList=false`.
 *
 * @see protocol notes §4.1
 */
export const getAllTopicListFromNameserver = defineRequest<void, string[]>({
  code: RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER,
  encode: () => ({}),
  decode: ({ body }) => decodeNameList(body, 'topicList'),
})

import { asBoolean, asObject } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface GroupForbiddenHeader {
  group: string
  topic: string
  /** False: pulls of the group in this topic are refused. Absent: only a question. */
  readable?: boolean
}

/**
 * UPDATE_AND_GET_GROUP_FORBIDDEN (353), to a master, 5.0+: whether a group may pull from one topic. Asked for, it creates no group.
 *
 * Request: `group!`, `topic!`, `readable`.
 * Reply body: `{"group":"g","readable":true,"topic":"t"}`.
 * Obeyed where pulls carry no subscription of their own, as those of remoting push consumers: code 16, `forbiddenType` 4. POP does
 * not look at it, nor do pulls of pull and lite-pull consumers (PullMessageProcessor, PopMessageProcessor of 5.0.0 to 5.3.3).
 * In all of these versions `readable=true` drops what is forbidden in every topic of the group, and writes nothing to disk
 * (SubscriptionGroupManager.updateForbiddenValue).
 *
 * @see protocol notes §4.4
 */
export const updateAndGetGroupForbidden = defineRequest<GroupForbiddenHeader, { readable: boolean }>({
  code: RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN,
  isWrite: true,
  encode: (header) => ({ header: { ...header } }),
  decode({ body }) {
    return { readable: asBoolean(asObject(parseTolerantJson(body), '$').get('readable'), '$.readable') }
  },
})

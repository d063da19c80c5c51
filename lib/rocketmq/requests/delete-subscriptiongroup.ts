import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface DeleteSubscriptionGroupHeader {
  groupName: string
  /** Also forget what the group committed on this broker. */
  cleanOffset: boolean
}

/**
 * DELETE_SUBSCRIPTIONGROUP (207), to every master. A group that the broker does not know is SUCCESS too. Its retry and
 * dead-letter topics stay: they are deleted by 215 and 216.
 *
 * Request: `groupName!`; `cleanOffset` is read by 5.x, `removeOffset` by 4.9, and each ignores the other.
 * Reply: no body.
 *
 * @see protocol notes §4.4
 */
export const deleteSubscriptionGroup = defineRequest<DeleteSubscriptionGroupHeader, void>({
  code: RequestCode.DELETE_SUBSCRIPTIONGROUP,
  isWrite: true,
  encode: ({ groupName, cleanOffset }) => ({ header: { groupName, cleanOffset, removeOffset: cleanOffset } }),
  decode: () => undefined,
})

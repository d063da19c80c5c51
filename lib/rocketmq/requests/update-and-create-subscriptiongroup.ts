import type { JsonObject } from '../codec/json-value.ts'
import { writeJson } from '../codec/write-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

/**
 * UPDATE_AND_CREATE_SUBSCRIPTIONGROUP (200), to a master: creates a group, or replaces its settings as a whole. A slave says
 * SUCCESS and forgets it.
 *
 * Request body: the settings as JSON, members as in request 201. A member that is missing gets its default, one that the version
 * does not know is ignored (4.9.7 has no `consumeMessageOrderly`, `groupRetryPolicy`, `consumeTimeoutMinute`, `groupSysFlag`).
 * 5.1+ `attributes` are changes of what the group has: `{"+key":"value","-key":""}`, `{}` for none; the bare keys that 201 tells
 * are refused with code 1.
 * Reply: no body.
 *
 * @see protocol notes §4.4
 */
export const updateAndCreateSubscriptionGroup = defineRequest<JsonObject, void>({
  code: RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP,
  isWrite: true,
  encode: (config) => ({ body: Buffer.from(writeJson(config)) }),
  decode: () => undefined,
})

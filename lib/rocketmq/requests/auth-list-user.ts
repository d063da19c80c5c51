import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { decodeUserInfos, type UserInfo } from './user-info.ts'

/**
 * AUTH_LIST_USER (3005), to every broker. 5.3.0+; code 1 where no metadata provider is configured.
 *
 * Request: `filter`, a part of the name.
 * Reply body: a list of what 3004 answers, **passwords included**, or none.
 *
 * @see protocol notes §2.5
 */
export const authListUser = defineRequest<{ filter?: string }, UserInfo[]>({
  code: RequestCode.AUTH_LIST_USER,
  encode: ({ filter }) => ({ header: { filter } }),
  decode: ({ body }) => decodeUserInfos(body),
})

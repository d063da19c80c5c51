import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { decodeUserInfo, type UserInfo } from './user-info.ts'

/**
 * AUTH_GET_USER (3004), to every broker. 5.3.0+.
 *
 * Request: `username!`.
 * Reply body: `{"username":"a","password":"clear text","userType":"Normal","userStatus":"enable"}`, or none where there is none.
 *
 * @see protocol notes §2.5
 */
export const authGetUser = defineRequest<{ username: string }, UserInfo | null>({
  code: RequestCode.AUTH_GET_USER,
  encode: ({ username }) => ({ header: { username } }),
  decode: ({ body }) => decodeUserInfo(body),
})

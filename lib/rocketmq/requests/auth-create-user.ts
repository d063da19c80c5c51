import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { encodeUserInfo, type UserInfo } from './user-info.ts'

/**
 * AUTH_CREATE_USER (3001), to **every** broker, slaves included: each keeps users of its own. 5.3.0+.
 *
 * Request: `username!`; body UserInfo. Only a Super user may create a Super user.
 * Reply: no body. Code 16 `The user is existed`.
 *
 * @see protocol notes §2.5
 */
export const authCreateUser = defineRequest<UserInfo, void>({
  code: RequestCode.AUTH_CREATE_USER,
  isWrite: true,
  encode: (user) => ({ header: { username: user.username }, body: encodeUserInfo(user) }),
  decode: () => undefined,
})

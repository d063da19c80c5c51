import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { encodeUserInfo, type UserInfoChange } from './user-info.ts'

/**
 * AUTH_UPDATE_USER (3002), to every broker. 5.3.0+.
 *
 * Request: `username!`; body UserInfo, of which what is blank or absent stays.
 * Reply: no body. It holds on that broker at once, elsewhere (proxies) when caches expire.
 *
 * @see protocol notes §2.5
 */
export const authUpdateUser = defineRequest<UserInfoChange, void>({
  code: RequestCode.AUTH_UPDATE_USER,
  isWrite: true,
  encode: (user) => ({ header: { username: user.username }, body: encodeUserInfo(user) }),
  decode: () => undefined,
})

import { asArray, asObject, asString, type JsonValue } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { textOrNull } from './lenient-json.ts'

/** A user of ACL 2.0 as brokers tell it: **the password in clear**, drop it before it goes anywhere. */
export interface UserInfo {
  username: string
  password: string
  /** `Super` or `Normal`. */
  userType: string
  /** `enable` or `disable`. */
  userStatus: string
}

/** What a write carries; of an update, what is absent stays. */
export type UserInfoChange = { username: string } & Partial<Omit<UserInfo, 'username'>>

export const encodeUserInfo = (user: UserInfoChange): Buffer => Buffer.from(JSON.stringify(user))

/** Nothing found is SUCCESS without a body. */
export const decodeUserInfo = (body: Buffer): UserInfo | null =>
  body.length === 0 ? null : toUserInfo(parseTolerantJson(body), '$')

export const decodeUserInfos = (body: Buffer): UserInfo[] =>
  body.length === 0 ? [] : asArray(parseTolerantJson(body), '$').map((user, index) => toUserInfo(user, `$[${index}]`))

function toUserInfo(value: JsonValue, path: string): UserInfo {
  const user = asObject(value, path)
  return {
    username: asString(user.get('username'), `${path}.username`),
    password: textOrNull(user.get('password')) ?? '',
    userType: textOrNull(user.get('userType')) ?? '',
    userStatus: textOrNull(user.get('userStatus')) ?? '',
  }
}

import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

/**
 * AUTH_DELETE_USER (3003), to every broker: its ACL goes with it. **The last Super user can be deleted**, by itself too: then every
 * request is refused until the broker restarts. 5.3.0+.
 *
 * Request: `username!`. Reply: no body.
 *
 * @see protocol notes §2.5
 */
export const authDeleteUser = defineRequest<{ username: string }, void>({
  code: RequestCode.AUTH_DELETE_USER,
  isWrite: true,
  encode: ({ username }) => ({ header: { username } }),
  decode: () => undefined,
})

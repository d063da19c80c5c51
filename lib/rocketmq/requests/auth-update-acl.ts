import { RequestCode } from '../request-code.ts'
import { type AclInfo, encodeAclInfo } from './acl-info.ts'
import { defineRequest } from './define-request.ts'

/**
 * AUTH_UPDATE_ACL (3007), to every broker: the same merge as 3006, for a subject that has an ACL. 5.3.0+.
 *
 * Request: `subject!` (`User:name`); body AclInfo.
 * Reply: no body. Code 16 for a user that the broker does not have.
 *
 * @see protocol notes §2.5
 */
export const authUpdateAcl = defineRequest<AclInfo, void>({
  code: RequestCode.AUTH_UPDATE_ACL,
  isWrite: true,
  encode: (acl) => ({ header: { subject: acl.subject }, body: encodeAclInfo(acl) }),
  decode: () => undefined,
})

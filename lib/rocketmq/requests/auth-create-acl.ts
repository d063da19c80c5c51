import { RequestCode } from '../request-code.ts'
import { type AclInfo, encodeAclInfo } from './acl-info.ts'
import { defineRequest } from './define-request.ts'

/**
 * AUTH_CREATE_ACL (3006), to every broker: merges it into what the subject has; an entry is keyed by policy type and resource. 5.3.0+.
 *
 * Request: `subject!` (`User:name`); body AclInfo.
 * Reply: no body. Code 16 for a user that the broker does not have.
 *
 * @see protocol notes §2.5
 */
export const authCreateAcl = defineRequest<AclInfo, void>({
  code: RequestCode.AUTH_CREATE_ACL,
  isWrite: true,
  encode: (acl) => ({ header: { subject: acl.subject }, body: encodeAclInfo(acl) }),
  decode: () => undefined,
})

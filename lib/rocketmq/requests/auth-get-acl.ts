import { RequestCode } from '../request-code.ts'
import { type AclInfo, decodeAclInfo } from './acl-info.ts'
import { defineRequest } from './define-request.ts'

/**
 * AUTH_GET_ACL (3009), to every broker. 5.3.0+.
 *
 * Request: `subject!`.
 * Reply body: `{"subject":"User:a","policies":[{"policyType":"Custom","entries":[{"resource":"Topic:t","actions":["Pub"],
 * "sourceIps":["10.0.0.0/8"],"decision":"Allow"}]}]}`, or none where there is none.
 *
 * @see protocol notes §2.5
 */
export const authGetAcl = defineRequest<{ subject: string }, AclInfo | null>({
  code: RequestCode.AUTH_GET_ACL,
  encode: ({ subject }) => ({ header: { subject } }),
  decode: ({ body }) => decodeAclInfo(body),
})

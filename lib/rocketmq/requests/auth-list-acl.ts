import { RequestCode } from '../request-code.ts'
import { type AclInfo, decodeAclInfos } from './acl-info.ts'
import { defineRequest } from './define-request.ts'

/**
 * AUTH_LIST_ACL (3010), to every broker. 5.3.0+; code 1 where no metadata provider is configured.
 *
 * Request: `subjectFilter`, `resourceFilter`, parts of names.
 * Reply body: a list of what 3009 answers, or none.
 *
 * @see protocol notes §2.5
 */
export const authListAcl = defineRequest<void, AclInfo[]>({
  code: RequestCode.AUTH_LIST_ACL,
  encode: () => ({}),
  decode: ({ body }) => decodeAclInfos(body),
})

import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface DeleteAclHeader {
  /** `User:name`. */
  subject: string
  /** `Custom` or `Default`; the broker's default is Custom. */
  policyType?: string
  /** Only this entry; absent = the whole ACL. */
  resource?: string
}

/**
 * AUTH_DELETE_ACL (3008), to every broker. 5.3.0+.
 *
 * Request: `subject!`, `policyType`, `resource`. Reply: no body.
 *
 * @see protocol notes §2.5
 */
export const authDeleteAcl = defineRequest<DeleteAclHeader, void>({
  code: RequestCode.AUTH_DELETE_ACL,
  isWrite: true,
  encode: ({ subject, policyType, resource }) => ({ header: { subject, policyType, resource } }),
  decode: () => undefined,
})

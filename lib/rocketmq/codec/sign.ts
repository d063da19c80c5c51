import { createHmac } from 'node:crypto'

export interface Credentials {
  /** ACL 1.0 access key, or user name of ACL 2.0. */
  accessKey: string
  /** ACL 1.0 secret key, or password of ACL 2.0. */
  secretKey: string
  securityToken?: string
}

/**
 * Ext fields of a request with `AccessKey`, `SecurityToken` (if any) and `Signature` added. The same for ACL 1.0 and 2.0,
 * and harmless to servers that do not check.
 *
 * The signature covers the field values in the order of their names, and the body: not code, opaque, flag, version. So a
 * captured request can be replayed; only TLS prevents that.
 *
 * @see protocol notes §2.2
 */
export function signRequest(
  extFields: Readonly<Record<string, string>>,
  body: Uint8Array,
  credentials: Credentials,
): Record<string, string> {
  const signed: Record<string, string> = Object.assign(Object.create(null), extFields)
  delete signed.Signature
  signed.AccessKey = credentials.accessKey
  if (credentials.securityToken !== undefined) signed.SecurityToken = credentials.securityToken

  const hmac = createHmac('sha1', credentials.secretKey)
  // Default sort is by UTF-16 code unit like Java's; a locale order would put `acceptStandardJsonOnly` before `AccessKey`.
  for (const name of Object.keys(signed).sort()) hmac.update(signed[name] ?? '', 'utf8')
  hmac.update(body)
  signed.Signature = hmac.digest('base64')
  return signed
}

import { asArray, asObject, asString, type JsonValue } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { textOrNull } from './lenient-json.ts'

export interface PolicyEntryInfo {
  /** `Topic:t`, `Topic:prefix*`, `Group:*`, `Cluster:c`, `*`. */
  resource: string
  /** `Pub`, `Sub`, `Create`, `Update`, `Delete`, `Get`, `List`, `All`. */
  actions: string[]
  /** Addresses and CIDRs; absent = from anywhere. */
  sourceIps?: string[]
  /** `Allow` or `Deny`. */
  decision: string
}

export interface PolicyInfo {
  /** `Custom`, or `Default`, which counts where no custom entry matches. */
  policyType: string
  entries: PolicyEntryInfo[]
}

/** The policies of one subject. */
export interface AclInfo {
  /** `User:name`. */
  subject: string
  policies: PolicyInfo[]
}

export const encodeAclInfo = (acl: AclInfo): Buffer => Buffer.from(JSON.stringify(acl))

/** Nothing found is SUCCESS without a body. */
export const decodeAclInfo = (body: Buffer): AclInfo | null =>
  body.length === 0 ? null : toAclInfo(parseTolerantJson(body), '$')

export const decodeAclInfos = (body: Buffer): AclInfo[] =>
  body.length === 0 ? [] : asArray(parseTolerantJson(body), '$').map((acl, index) => toAclInfo(acl, `$[${index}]`))

function toAclInfo(value: JsonValue, path: string): AclInfo {
  const acl = asObject(value, path)
  return {
    subject: asString(acl.get('subject'), `${path}.subject`),
    policies: listOf(acl.get('policies'), `${path}.policies`).map((each, index) => {
      const at = `${path}.policies[${index}]`
      const policy = asObject(each, at)
      return {
        policyType: textOrNull(policy.get('policyType')) ?? 'Custom',
        entries: listOf(policy.get('entries'), `${at}.entries`).map((entry, i) =>
          toEntry(entry, `${at}.entries[${i}]`),
        ),
      }
    }),
  }
}

function toEntry(value: JsonValue, path: string): PolicyEntryInfo {
  const entry = asObject(value, path)
  const texts = (name: string) =>
    listOf(entry.get(name), `${path}.${name}`).map((each, index) => asString(each, `${path}.${name}[${index}]`))
  const sourceIps = texts('sourceIps')
  return {
    resource: asString(entry.get('resource'), `${path}.resource`),
    actions: texts('actions'),
    ...(sourceIps.length > 0 && { sourceIps }),
    decision: textOrNull(entry.get('decision')) ?? '',
  }
}

const listOf = (value: JsonValue | undefined, path: string): JsonValue[] => (value == null ? [] : asArray(value, path))

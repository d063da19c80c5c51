import { splitNamespace } from '#lib/rocketmq/codec/topic-name.ts'
import { compareVersions } from './compare-versions.ts'
import type { Client, ClientKind, ClientProtocol } from './schema.ts'

export interface ClientFilter {
  kind?: ClientKind | undefined
  group?: string | undefined
  topic?: string | undefined
  /** Of the group. Empty: groups without one. */
  namespace?: string | undefined
  language?: readonly string[] | undefined
  version?: readonly string[] | undefined
  versionBelow?: string | undefined
  protocol?: ClientProtocol | undefined
  address?: string | undefined
  risk?: boolean | undefined
  hung?: boolean | undefined
}

export function matchesClient(client: Client, filter: ClientFilter): boolean {
  const { kind, group, topic, namespace, language, version, versionBelow, protocol, address, risk, hung } = filter
  if (kind && client.kind !== kind) return false
  if (group && client.groupName !== group) return false
  if (topic && !client.topics.includes(topic)) return false
  if (namespace !== undefined && (splitNamespace(client.groupName).namespace ?? '') !== namespace) return false
  if (language?.length && !language.includes(client.language)) return false
  if (version?.length && !version.includes(client.version)) return false
  if (versionBelow && (client.version === '' || compareVersions(client.version, versionBelow) >= 0)) return false
  if (protocol && client.protocol !== protocol) return false
  if (address && !client.address.includes(address) && !client.host?.includes(address)) return false
  if (risk !== undefined && (client.risk !== undefined) !== risk) return false
  // Not known is neither: it fits none of both.
  return hung === undefined || client.isHung === hung
}

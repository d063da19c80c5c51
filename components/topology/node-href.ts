import type { TopologyNode } from '#lib/topology/schema.ts'

/** Page of a node; null for a producer of which nobody tells the client. Names hold `%`, so they are encoded once, here. */
export function nodeHref(
  clusterId: string,
  { kind, name, clientId, groupName, clientKind }: TopologyNode,
): string | null {
  const page = `/clusters/${clusterId}`
  if (kind === 'TOPIC') return `${page}/topics/${encodeURIComponent(name)}`
  if (kind === 'GROUP') return `${page}/groups/${encodeURIComponent(name)}`
  if (!clientId || !groupName) return null
  const query = new URLSearchParams({ group: groupName, ...(clientKind === 'PRODUCER' && { kind: clientKind }) })
  return `${page}/clients/${encodeURIComponent(clientId)}?${query}`
}

import { type PartialEntry, TargetError } from '#lib/api/endpoint.ts'
import { UNKNOWN_AFTER_MS } from '#lib/clusters/shown-health.ts'
import type { ClusterNode } from '#lib/db/generated/client.ts'
import { BrokerFacts } from './node-facts.ts'
import { type Node, NodeKind } from './schema.ts'

/** A stored node as it may be shown now: what was checked too long ago is neither up nor down. */
export function toNode(row: ClusterNode, now: Date): Node {
  const isBelievable = row.checkedAt !== null && now.getTime() - row.checkedAt.getTime() <= UNKNOWN_AFTER_MS
  const error = row.error === null ? null : TargetError.parse(row.error)
  return {
    kind: NodeKind.parse(row.kind),
    address: row.address,
    announcedAddress: row.announcedAddress,
    isUp: isBelievable ? row.isUp : null,
    roundTripMs: row.roundTripMs,
    version: row.version,
    since: row.since,
    checkedAt: row.checkedAt,
    lastSeenAt: row.lastSeenAt,
    ...(error && { error }),
    ...(row.clusterName !== null && { clusterName: row.clusterName }),
    ...(row.brokerName !== null && { brokerName: row.brokerName }),
    ...(row.kind === 'broker' && {
      enableMixedMessageType:
        BrokerFacts.pick({ config: true }).parse(row.facts).config?.enableMixedMessageType ?? null,
    }),
    ...(row.brokerId !== null && { brokerId: row.brokerId, role: row.brokerId === 0 ? 'MASTER' : 'SLAVE' }),
  }
}

/** `sampledAt` of a list of nodes: the oldest check among them. */
export function checkedAtOf(rows: readonly ClusterNode[]): { sampledAt?: Date } {
  const checked = rows.flatMap(({ checkedAt }) => checkedAt?.getTime() ?? [])
  return checked.length > 0 ? { sampledAt: new Date(Math.min(...checked)) } : {}
}

/** `partial` of a list of nodes: who did not answer the last check, or refused. */
export function silentOf(nodes: readonly Node[]): { partial?: PartialEntry[] } {
  const partial = nodes.flatMap(({ address, brokerName, error }): PartialEntry[] =>
    error ? [{ address, ...(brokerName && { brokerName }), code: error.code, detail: error.detail }] : [],
  )
  return partial.length > 0 ? { partial } : {}
}

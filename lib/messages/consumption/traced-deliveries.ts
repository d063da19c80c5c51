import type { PartialEntry } from '#lib/api/endpoint.ts'
import { splitNamespace } from '#lib/rocketmq/codec/topic-name.ts'

/** What a client wrote down of one delivery of a message to it. */
export interface TracedDelivery {
  /** As records know it: without its namespace. */
  groupName: string
  clientHost: string | null
  /** When it began; null: that was not written down. */
  at: Date | null
  /** 0 for the first delivery; null: not written down. */
  tries: number | null
  outcome: 'SUCCESS' | 'FAILED' | 'NO_END'
}

export interface TracedDeliveries {
  deliveries: readonly TracedDelivery[]
  /** Servers that may hold more. */
  partial: readonly PartialEntry[]
}

/**
 * Deliveries by the full names of the groups of a topic. Records leave the namespace out; where that fits several of the groups
 * nobody can tell whose they are, so they are nobody's.
 */
export function deliveriesOfGroups(
  deliveries: readonly TracedDelivery[],
  groupNames: readonly string[],
): ReadonlyMap<string, readonly TracedDelivery[]> {
  const byShortName = Map.groupBy(deliveries, ({ groupName }) => splitNamespace(groupName).shortName)
  const namesakes = Map.groupBy(groupNames, (groupName) => splitNamespace(groupName).shortName)
  return new Map(
    [...namesakes].flatMap(([shortName, [groupName, other]]) =>
      groupName !== undefined && other === undefined ? [[groupName, byShortName.get(shortName) ?? []] as const] : [],
    ),
  )
}

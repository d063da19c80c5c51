import type { Node } from '#lib/nodes/schema.ts'

export interface Master {
  brokerName: string
  clusterName: string
  address: string
  announcedAddress: string
  /** Null: not known. */
  version: string | null
  enableMixedMessageType: boolean | null
}

export interface Masters {
  masters: readonly Master[]
  brokerNames: readonly string[]
  clusterNames: readonly string[]
}

/** The masters among the nodes, with their names once each and in order. Slaves take no topics. */
export function mastersOf(nodes: readonly Node[]): Masters {
  const masters = nodes.flatMap(({ role, brokerName, clusterName, enableMixedMessageType = null, ...node }) => {
    const { address, announcedAddress, version } = node
    return role === 'MASTER' && brokerName !== undefined && clusterName !== undefined
      ? [{ brokerName, clusterName, address, announcedAddress, version, enableMixedMessageType }]
      : []
  })
  const sorted = (names: string[]) => [...new Set(names)].sort()
  return {
    masters,
    brokerNames: sorted(masters.map(({ brokerName }) => brokerName)),
    clusterNames: sorted(masters.map(({ clusterName }) => clusterName)),
  }
}

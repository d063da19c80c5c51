import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { ControllerMetadata } from '#lib/rocketmq/admin/controllers.ts'
import { BrokerError } from '#lib/rocketmq/errors.ts'
import { type AskedNode, checkOptions, problemOf, silentNode } from './asked-node.ts'
import type { ControllerFacts } from './node-facts.ts'

/** Asks one controller for its group (1005). One that refuses runs: it has no leader yet. */
export async function askController(
  { admin }: Pick<LiveCluster, 'admin'>,
  address: string,
  signal: AbortSignal,
): Promise<AskedNode> {
  const node = silentNode('controller', address)
  try {
    const { roundTripMs, metadata } = await admin.controllers.probe(address, checkOptions(signal))
    return { ...node, isUp: true, roundTripMs: Math.round(roundTripMs), controller: factsOf(metadata) }
  } catch (error) {
    return { ...node, isUp: error instanceof BrokerError, error: problemOf(error) }
  }
}

const factsOf = ({ group, leaderId, leaderAddress, isLeader, peers }: ControllerMetadata): ControllerFacts => ({
  group,
  leaderId,
  leaderAddress,
  isLeader,
  peers,
})

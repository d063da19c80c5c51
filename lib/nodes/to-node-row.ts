import type { ClusterNode } from '#lib/db/generated/client.ts'
import type { AskedNode } from './asked-node.ts'
import { haFacts } from './ha-facts.ts'
import { BrokerFacts, type ConfigFacts, ControllerFacts, NameServerFacts, ProxyFacts } from './node-facts.ts'
import { rejectedPerSecond, runtimeFacts } from './runtime-facts.ts'

export interface CheckedCluster {
  clusterId: string
  nodes: readonly AskedNode[]
  /** The rows as they stood before. */
  before: readonly ClusterNode[]
  /** By address of the broker. */
  configs: ReadonlyMap<string, ConfigFacts>
  now: Date
}

/** What is stored of a node: a silent one keeps what it last said, and when that was. */
export function toNodeRow(asked: AskedNode, check: CheckedCluster) {
  const { clusterId, before, now } = check
  const { runtime, ha, isDialable, listed, topics, remoting, controller, ...node } = asked
  const known = before.find(({ kind, address }) => kind === node.kind && address === node.address)
  return {
    clusterId,
    ...node,
    version: node.version ?? known?.version ?? null,
    since: known?.isUp === node.isUp ? known.since : now,
    facts: factsOf(asked, known?.facts ?? {}, check),
    checkedAt: now,
    lastSeenAt: node.isUp ? now : (known?.lastSeenAt ?? null),
  }
}

function factsOf(asked: AskedNode, stored: unknown, check: CheckedCluster) {
  if (asked.kind === 'broker') return brokerFacts(asked, BrokerFacts.parse(stored), check)
  if (asked.kind === 'nameServer') return nameServerFacts(asked, NameServerFacts.parse(stored), check.now)
  if (asked.kind === 'controller') return asked.controller ?? ControllerFacts.parse(stored)
  return ProxyFacts.parse(asked.remoting ?? {})
}

function brokerFacts(asked: AskedNode, stored: BrokerFacts, { nodes, configs, now }: CheckedCluster): BrokerFacts {
  const isDialable = asked.isDialable ?? stored.isDialable
  if (!asked.runtime) return { ...stored, isDialable }
  const facts = runtimeFacts(asked.runtime)
  const replicas = nodes.filter(({ kind, brokerName }) => kind === 'broker' && brokerName === asked.brokerName)
  return {
    ...facts,
    heardAt: now.toISOString(),
    // Only a slave can act as one.
    isActingMaster: facts.isActingMaster && asked.brokerId !== 0,
    rejectedPerSecond: rejectedPerSecond(stored, facts, now),
    isDialable,
    ha: haFacts(toReplica(asked), replicas.map(toReplica)),
    config: configs.get(asked.address) ?? stored.config,
  }
}

const toReplica = ({ brokerId, announcedAddress, ha }: AskedNode) => ({
  brokerId: brokerId ?? 0,
  announcedAddress,
  ha,
})

function nameServerFacts({ listed, topics }: AskedNode, stored: NameServerFacts, now: Date): NameServerFacts {
  if (!listed) return stored
  return {
    heardAt: now.toISOString(),
    listed,
    topics: topics ?? stored.topics,
    topicsAt: topics === null ? stored.topicsAt : now.toISOString(),
  }
}

import type { FanOut } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { Inventory } from '#lib/clusters/inventory.ts'
import { readServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { TopicConfig } from '#lib/rocketmq/admin/topics.ts'
import { type BrokerConfig, type TopicRow, topicRows } from './topic-rows.ts'

/** Whom a write to a topic must reach, as the brokers answered just now. */
export interface TopicTargets {
  /** Null: no broker that answered has the topic, nor had it one that is silent. */
  row: TopicRow | null
  inventory: Inventory
  /** Masters that have it and have just said how. */
  masters: BrokerConfig[]
  /**
   * Brokers that have it, or may have it, and cannot be written to now: silent ones, whose config nobody knows, and ones without
   * a master. Nothing is sent to them.
   */
  unreachable: FanOut<never>['failed']
}

/**
 * Reads every broker anew, also one that has failed a moment ago: what is written next replaces what they hold.
 *
 * @throws AppError what the first broker said while none has ever answered
 */
export async function readTargets(cluster: LiveCluster, topicName: string, signal: AbortSignal): Promise<TopicTargets> {
  const { info } = await cluster.getInventory({ signal })
  const freshAddresses = new Set(readServers(info, cluster.clusterNames ?? undefined).map(({ address }) => address))
  const inventory = await cluster.getInventory({ signal, fresh: true, freshAddresses })
  requireAnswers(inventory)
  const row = topicRows(inventory).get(topicName) ?? null
  const brokers = row?.brokers ?? []
  const known = new Set(inventory.topicConfigs.map(({ server }) => server.address))
  const silent = inventory.partial.flatMap((entry) => {
    const isHolder = brokers.some(({ server }) => server.address === entry.address)
    // Of a broker that never answered nobody knows whether it has the topic.
    const mayHold = entry.brokerName !== undefined && !known.has(entry.address)
    if (!isHolder && !mayHold) return []
    const { address, code, detail } = entry
    return [{ target: address, error: { code, detail: `${detail} Nothing was sent to it.` } }]
  })
  const writable = brokers.filter(({ isStale }) => !isStale)
  const masterless = writable
    .filter(({ server }) => server.brokerId !== 0)
    .map(({ server: { address, brokerName } }) => ({
      target: address,
      error: {
        code: 'CLUSTER_UNREACHABLE',
        detail: `${brokerName} has no master now, and a slave would forget what is written to it. Nothing was sent.`,
      },
    }))
  return {
    row,
    inventory,
    masters: writable.filter(({ server }) => server.brokerId === 0),
    unreachable: [...silent, ...masterless],
  }
}

const comparedKeys = ['readQueueNums', 'writeQueueNums', 'perm', 'order', 'topicFilterType', 'topicSysFlag'] as const

/** Whether a broker that holds the one holds what a write of the other would leave. */
export function isSameConfig(one: TopicConfig, other: TopicConfig): boolean {
  if (comparedKeys.some((key) => one[key] !== other[key])) return false
  const names = new Set([...Object.keys(one.attributes), ...Object.keys(other.attributes)])
  return [...names].every((name) => one.attributes[name] === other.attributes[name])
}

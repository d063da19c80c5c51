import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import type { TopicStats } from '#lib/rocketmq/admin/topics.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { BrokerConfig, TopicRow } from './topic-rows.ts'

export interface BrokerStats extends BrokerConfig {
  /** Null: this broker did not answer. */
  stats: TopicStats | null
}

/** The offsets of a topic's queues, asked of every broker that has it, each with the deadline of a page. */
export async function readStats(
  cluster: LiveCluster,
  { topicName, brokers }: TopicRow,
  signal: AbortSignal,
): Promise<{ brokers: BrokerStats[]; partial: PartialEntry[]; at: Date }> {
  const at = new Date()
  const partial: PartialEntry[] = []
  const ask = async (broker: BrokerConfig): Promise<BrokerStats> => {
    try {
      const stats = await cluster.admin.topics.getStats(broker.server, topicName, {
        signal,
        timeoutMs: cluster.pageTimeoutMs,
      })
      return { ...broker, stats }
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
      partial.push(toPartialEntry(broker.server, error))
      return { ...broker, stats: null }
    }
  }
  return { brokers: await Promise.all(brokers.map(ask)), partial, at }
}

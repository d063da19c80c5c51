import type { ClusterNode } from '#lib/db/generated/client.ts'
import { type NewestMinute, newestOfBrokers } from '#lib/monitoring/newest-of-brokers.ts'

/**
 * How many requests per second brokers answered as too busy, by brokerName: what their metrics endpoints last told. Asked for masters
 * alone, for only these are read.
 */
export function refusedByBrokers(
  clusterId: string,
  rows: readonly Pick<ClusterNode, 'brokerName' | 'brokerId'>[],
  now: Date,
): Promise<ReadonlyMap<string, NewestMinute>> {
  const brokerNames = rows.flatMap(({ brokerName, brokerId }) =>
    brokerName !== null && brokerId === 0 ? [brokerName] : [],
  )
  return newestOfBrokers({ clusterId, metric: 'rejectedPerSecond', brokerNames }, now)
}

import { DLQ_PREFIX, isSystemGroup, RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import { joinKey, splitKey } from './exporter/read-exporter.ts'
import type { SamplerState } from './sampler-state.ts'

type Exporters = Pick<SamplerState, 'exporters'>

/** Brokers count nothing there of what they write themselves. */
export const isCounted = (topicName: string) => !topicName.startsWith(RETRY_PREFIX) && !topicName.startsWith(DLQ_PREFIX)

/** Messages per second that a broker counts as come in; null where it does not tell, or has counted none yet. */
export function inRateOf({ exporters }: Exporters, brokerName: string, topicName: string): number | null {
  if (!isCounted(topicName)) return null
  return exporters.get(brokerName)?.rates('messages_in', 'topic')?.get(topicName) ?? null
}

/**
 * Bytes per second that all these brokers count as come in; null where one of them has been read once only, undefined where one is
 * not read. A topic that a broker does not name has got nothing there.
 */
export function inBytesOf(
  { exporters }: Exporters,
  brokerNames: readonly string[],
  topicName: string,
): number | null | undefined {
  let sum: number | null = 0
  for (const brokerName of brokerNames) {
    const exporter = exporters.get(brokerName)
    if (!exporter) return undefined
    const rates = exporter.rates('throughput_in', 'topic')
    sum = rates && sum !== null ? sum + (rates.get(topicName) ?? 0) : null
  }
  return sum
}

/** Messages per second that all these brokers count as handed to groups, tools left out; null when one of them does not tell. */
export function outRateOf({ exporters }: Exporters, brokerNames: readonly string[], topicName: string): number | null {
  if (!isCounted(topicName) || brokerNames.length === 0) return null
  let sum = 0
  for (const brokerName of brokerNames) {
    const rates = exporters.get(brokerName)?.rates('messages_out', 'topic', 'consumer_group')
    if (!rates) return null
    sum += outByTopic(rates).get(topicName) ?? 0
  }
  return sum
}

const sums = new WeakMap<ReadonlyMap<string, number>, ReadonlyMap<string, number>>()

/** Of all groups that are no tools. Made once per reading. */
export function outByTopic(rates: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const known = sums.get(rates)
  if (known) return known
  const byTopic = new Map<string, number>()
  for (const [key, rate] of rates) {
    const [topicName = '', groupName = ''] = splitKey(key)
    if (!isSystemGroup(groupName)) byTopic.set(topicName, (byTopic.get(topicName) ?? 0) + rate)
  }
  sums.set(rates, byTopic)
  return byTopic
}

/** Age in milliseconds of the oldest message of a topic that no client of a group was handed; null where no broker says it. */
export function queueingTimeOf(
  { exporters }: Exporters,
  brokerNames: readonly string[],
  { groupName, topicName }: { groupName: string; topicName: string },
): number | null {
  const ages = brokerNames.flatMap((name) => {
    const ages = exporters.get(name)?.values('consumer_queueing_latency', 'consumer_group', 'topic', 'is_retry')
    return ages?.get(joinKey(groupName, topicName, 'false')) ?? []
  })
  return ages.length === 0 ? null : Math.max(0, ...ages)
}

/** A gauge of a group's topic on one broker, its retry topics left out; null where the broker does not tell. */
export function gaugeOf(
  { exporters }: Exporters,
  brokerName: string,
  family: 'consumer_lag_messages' | 'consumer_lag_latency' | 'consumer_inflight_messages' | 'consumer_ready_messages',
  { groupName, topicName }: { groupName: string; topicName: string },
): { value: number; at: number } | null {
  const exporter = exporters.get(brokerName)
  const value = exporter
    ?.values(family, 'consumer_group', 'topic', 'is_retry')
    .get(joinKey(groupName, topicName, 'false'))
  // Before a group has committed anything a broker may say −1.
  return exporter && value !== undefined && value >= 0 ? { value, at: exporter.at } : null
}

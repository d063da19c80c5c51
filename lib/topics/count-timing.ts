import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { BrokerError, RocketmqError } from '#lib/rocketmq/errors.ts'
import type { TopicRow } from './topic-rows.ts'

/** Messages of a topic that wait for their delivery time, asked of every broker that has it (61). */
export async function countTiming(
  cluster: LiveCluster,
  { topicName, brokers }: TopicRow,
  signal: AbortSignal,
): Promise<Measured<bigint>> {
  const at = new Date()
  const options = { signal, timeoutMs: cluster.pageTimeoutMs }
  try {
    const answers = await Promise.all(
      brokers.map(({ server }) => cluster.admin.brokers.getTimerMetrics(server, options)),
    )
    const counts = answers.flat().filter((count) => count.topicName === topicName)
    const sum = counts.reduce((total, { count }) => total + count, 0n)
    return ok(sum, at)
  } catch (error) {
    // A broker without a timer store refuses.
    if (error instanceof BrokerError) return unknown('NOT_SUPPORTED')
    if (error instanceof RocketmqError) return unknown('NO_ANSWER')
    throw error
  }
}

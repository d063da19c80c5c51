import { type Measured, ok, type PartialEntry, unknown } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import { BrokerError, RocketmqError } from '#lib/rocketmq/errors.ts'

/**
 * Messages that wait for their delivery time, over all masters (61). Not supported before 5.0, or without a timer store.
 *
 * @returns `partial`: masters that did not answer
 */
export async function countTimingMessages(
  cluster: LiveCluster,
  signal: AbortSignal,
): Promise<{ count: Measured<bigint>; partial: PartialEntry[] }> {
  const { info } = await cluster.getInventory({ signal })
  const servers = masterServers(info, cluster.clusterNames ?? undefined)
  const partial: PartialEntry[] = []
  let isSupported = true
  let sum = 0n
  await Promise.all(
    servers.map(async (server) => {
      try {
        const topics = await cluster.admin.brokers.getTimerMetrics(server, { signal, timeoutMs: cluster.pageTimeoutMs })
        for (const { count } of topics) sum += count
      } catch (error) {
        if (error instanceof BrokerError) isSupported = false
        else if (error instanceof RocketmqError) partial.push(toPartialEntry(server, error))
        else throw error
      }
    }),
  )
  if (partial.length > 0 || servers.length === 0) return { count: unknown('NO_ANSWER'), partial }
  return { count: isSupported ? ok(sum, new Date()) : unknown('NOT_SUPPORTED'), partial }
}

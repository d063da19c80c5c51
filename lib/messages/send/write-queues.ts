import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toAppError } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { permissionOf } from '#lib/rocketmq/admin/perm.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { TopicRoute } from '#lib/rocketmq/admin/topics.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'

/** A queue that takes messages, and the master that is to be told. */
export interface WriteQueue {
  brokerName: string
  queueId: number
  server: Server
}

/**
 * Every queue of a topic that takes messages, in the order in which proxies count them: by brokerName, then queueId. Read from the
 * name servers each time, so whoever sends to one of them sends to a topic that exists.
 *
 * @throws AppError NOT_FOUND when no name server has a route; CONFLICT when no queue of it takes messages: no permission, or no
 *   live master; what the first name server said when none answers
 */
export async function readWriteQueues(
  cluster: Pick<LiveCluster, 'admin' | 'nameServers' | 'clusterNames' | 'pageTimeoutMs'>,
  topicName: string,
  signal: AbortSignal,
): Promise<WriteQueue[]> {
  const route = await readRoute(cluster, topicName, signal)
  if (!route) throw new AppError('NOT_FOUND', `There is no topic ${topicName}: no name server has a route to it.`)
  const queues = writeQueuesOf(route, cluster.clusterNames)
  if (queues.length > 0) return queues
  throw new AppError('CONFLICT', `${topicName} takes no messages: no queue of it is writable on a live master.`)
}

async function readRoute(
  { admin, nameServers, pageTimeoutMs }: Parameters<typeof readWriteQueues>[0],
  topicName: string,
  signal: AbortSignal,
): Promise<TopicRoute | null> {
  let failure: RocketmqError | null = null
  let isAnswered = false
  for (const address of nameServers) {
    try {
      const route = await admin.topics.getRoute(address, topicName, { signal, timeoutMs: pageTimeoutMs })
      if (route) return route
      isAnswered = true
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
      failure ??= error
    }
  }
  if (failure && !isAnswered) throw toAppError(failure)
  return null
}

/** As the proxy builds its list: the table of ordered topics, where there is one, stands above the counts of the brokers. */
export function writeQueuesOf(
  { queues, brokers, orderTopicConf }: TopicRoute,
  clusterNames: readonly string[] | null,
): WriteQueue[] {
  const masters = new Map(
    brokers
      .filter(({ clusterName }) => clusterNames?.includes(clusterName) ?? true)
      .flatMap(({ brokerName, servers }) =>
        servers.flatMap((server) => (server.brokerId === 0 ? [[brokerName, server] as const] : [])),
      ),
  )
  const counts = orderTopicConf?.trim()
    ? orderTopicConf.split(';').map((entry): [string, number] => {
        const [brokerName = '', count = ''] = entry.split(':')
        return [brokerName.trim(), Number.parseInt(count, 10) || 0]
      })
    : queues
        .filter(({ perm }) => permissionOf(perm).includes('W'))
        .map((queue): [string, number] => [queue.brokerName, queue.writeQueueNums])
  // One entry per broker, as in the proxy's set of queues.
  const countByBroker = new Map<string, number>()
  for (const [brokerName, count] of counts) {
    countByBroker.set(brokerName, Math.max(count, countByBroker.get(brokerName) ?? 0))
  }
  return [...countByBroker]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([brokerName, count]) => {
      const server = masters.get(brokerName)
      return server ? Array.from({ length: count }, (_, queueId) => ({ brokerName, queueId, server })) : []
    })
}

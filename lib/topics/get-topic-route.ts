import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toAppError, toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { permissionOf } from '#lib/rocketmq/admin/perm.ts'
import type { TopicRoute } from '#lib/rocketmq/admin/topics.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { findTopic } from './find-topic.ts'
import type { TopicRouteView } from './schema.ts'

export interface TopicRouteAnswer {
  nameServers: TopicRouteView[]
  /** All name servers that answered say the same. */
  agrees: boolean
  /** Entry of the ordered-topic table, `broker-a:4;broker-b:4`. */
  orderEntry: string | null
  partial?: PartialEntry[]
}

export const ORDER_NAMESPACE = 'ORDER_TOPIC_CONFIG'

/**
 * What each name server tells clients about a topic (105) and its order entry (101).
 *
 * @throws AppError NOT_FOUND when no broker has the topic either; what the first name server said when none answers
 */
export async function getTopicRoute(
  ctx: Context,
  { clusterId, topicName }: { clusterId: string; topicName: string },
): Promise<TopicRouteAnswer> {
  requirePermission(ctx, 'topic:read', clusterId, onTopic(topicName))
  const cluster = await getCluster(ctx, clusterId)
  const asked = await Promise.all(cluster.nameServers.map((address) => ask(cluster, address, topicName, ctx.signal)))
  const answers = asked.flatMap((answer) => ('view' in answer ? [answer] : []))
  const failures = asked.flatMap((answer) => ('error' in answer ? [answer] : []))
  const [failure] = failures
  if (answers.length === 0 && failure) throw toAppError(failure.error)
  // A topic without a route is worth seeing; one that the brokers do not have either is none.
  if (answers.every(({ view }) => !view.hasRoute)) await findTopic(cluster, topicName, ctx.signal)
  const shapes = new Set(answers.map(({ view: { address: _, ...route } }) => JSON.stringify(route)))
  const partial = failures.map(({ address, error }) => toPartialEntry({ address }, error))
  return {
    nameServers: answers.map(({ view }) => view),
    agrees: shapes.size <= 1 && new Set(answers.map(({ orderEntry }) => orderEntry)).size <= 1,
    orderEntry: answers.map(({ orderEntry }) => orderEntry).find((entry) => entry !== null) ?? null,
    ...(partial.length > 0 && { partial }),
  }
}

type Asked = { view: TopicRouteView; orderEntry: string | null } | { address: string; error: RocketmqError }

async function ask(
  { admin, pageTimeoutMs, clusterNames }: LiveCluster,
  address: string,
  topicName: string,
  signal: AbortSignal,
): Promise<Asked> {
  const options = { signal, timeoutMs: pageTimeoutMs }
  try {
    const [route, orderEntry] = await Promise.all([
      admin.topics.getRoute(address, topicName, options),
      admin.nameServers.getKvConfig(address, ORDER_NAMESPACE, topicName, options),
    ])
    return { view: toView(address, route, clusterNames), orderEntry }
  } catch (error) {
    if (error instanceof RocketmqError) return { address, error }
    throw error
  }
}

/** In a fixed order, so that two name servers that know the same say the same. */
function toView(address: string, route: TopicRoute | null, clusterNames: string[] | null): TopicRouteView {
  const brokers = (route?.brokers ?? []).filter(({ clusterName }) => clusterNames?.includes(clusterName) ?? true)
  const brokerNames = new Set(brokers.map(({ brokerName }) => brokerName))
  const queues = (route?.queues ?? []).filter(({ brokerName }) => brokerNames.has(brokerName))
  return {
    address,
    hasRoute: queues.length > 0,
    queues: queues
      .map(({ brokerName, readQueueNums, writeQueueNums, perm }) => ({
        brokerName,
        readQueueNums,
        writeQueueNums,
        perm: permissionOf(perm),
      }))
      .sort(byBrokerName),
    brokers: brokers
      .map(({ brokerName, clusterName, servers }) => ({
        brokerName,
        clusterName,
        addresses: Object.fromEntries(servers.map((server) => [String(server.brokerId), server.announcedAddress])),
      }))
      .sort(byBrokerName),
  }
}

const byBrokerName = (a: { brokerName: string }, b: { brokerName: string }) =>
  a.brokerName < b.brokerName ? -1 : a.brokerName > b.brokerName ? 1 : 0

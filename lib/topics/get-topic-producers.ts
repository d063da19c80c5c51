import type { List } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import type { ProducerClient } from '#lib/rocketmq/admin/clients.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { askEach } from './ask-each.ts'
import { findTopic } from './find-topic.ts'
import { producerRows, sentMessage } from './producer-rows.ts'
import { PER_QUEUE, readNewest } from './read-newest.ts'
import { readStats } from './read-stats.ts'
import { readTraced } from './read-traced.ts'
import type { ProducerSample, ProducerSortField, TopicProducer } from './schema.ts'

export interface GetTopicProducersInput {
  clusterId: string
  topicName: string
  page: number
  pageSize: number
  sort?: string | undefined
  /** Part of it, as is `clientId`. */
  address?: string | undefined
  clientId?: string | undefined
  language?: string | undefined
}

export interface TopicProducerList extends List<TopicProducer> {
  sample: ProducerSample
}

/**
 * Who writes to a topic. Brokers know producers by producer group, not by topic, so these are the senders of the newest messages
 * of each queue, joined by address with the producers that are connected (328). gRPC producers stand with their own host, which
 * their proxy wrote down, and without a client id: no broker and no proxy lists them. The newest trace records add whom these miss.
 *
 * @returns `sample`: which messages were looked at, for an empty list does not mean that nobody produces
 */
export async function getTopicProducers(ctx: Context, input: GetTopicProducersInput): Promise<TopicProducerList> {
  const { clusterId, topicName } = input
  requirePermission(ctx, 'topic:read', clusterId, onTopic(topicName))
  const cluster = await getCluster(ctx, clusterId)
  const { row } = await findTopic(cluster, topicName, ctx.signal)
  const connected: ProducerClient[] = []
  const options = { signal: ctx.signal, timeoutMs: cluster.pageTimeoutMs }
  const listProducers = row.brokers.map(({ server }) => ({
    server,
    ask: async () => void connected.push(...(await cluster.admin.clients.listProducers(server, options))),
  }))
  const readSent = async () => {
    const stats = await readStats(cluster, row, ctx.signal)
    return { stats, newest: await readNewest(cluster, topicName, stats.brokers, sentMessage, { signal: ctx.signal }) }
  }
  const [{ stats, newest }, unlisted, traced] = await Promise.all([
    readSent(),
    askEach(listProducers),
    readTraced(ctx, cluster, topicName),
  ])
  const producers = producerRows(newest.found, connected, traced?.messages).filter((each) => matches(each, input))
  const times = newest.found.map(({ storedAt }) => storedAt.getTime())
  const failed = [...stats.partial, ...unlisted, ...newest.partial, ...(traced?.partial ?? [])]
  const partial = [...new Map(failed.map((entry) => [entry.address, entry])).values()]
  return {
    ...sortAndPage(producers, input, sortValue),
    sample: {
      messages: newest.found.length,
      perQueue: PER_QUEUE,
      queues: newest.queues,
      queuesInAll: row.brokers.reduce((sum, { config }) => sum + config.readQueueNums, 0),
      from: times.length === 0 ? null : new Date(Math.min(...times)),
      to: times.length === 0 ? null : new Date(Math.max(...times)),
      ...(traced && { traceMessages: traced.looked }),
    },
    sampledAt: stats.at,
    ...(partial.length > 0 && { partial }),
  }
}

function matches(producer: TopicProducer, { address, clientId, language }: GetTopicProducersInput): boolean {
  if (address && !producer.address.toLowerCase().includes(address.toLowerCase())) return false
  if (clientId && !producer.clientId?.toLowerCase().includes(clientId.toLowerCase())) return false
  return !language || producer.language?.toLowerCase() === language.toLowerCase()
}

const sortValue = (producer: TopicProducer, field: string): SortValue => producer[field as ProducerSortField] // `sort` was parsed with these fields

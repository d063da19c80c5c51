import type { List, PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { askEach } from './ask-each.ts'
import { findTopic } from './find-topic.ts'
import { getGroupFit } from './group-fit.ts'
import { matchNames } from './match-names.ts'
import { readGroups } from './read-groups.ts'
import { readStats } from './read-stats.ts'
import type { SubscriptionSortField, TopicSubscription } from './schema.ts'
import { toSubscription } from './to-subscription.ts'
import type { TopicRow } from './topic-rows.ts'

export interface GetTopicSubscriptionsInput {
  clusterId: string
  topicName: string
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  group?: string | undefined
}

/** Of one page. Each costs two or three requests per broker, and pages have a tenth of a broker's budget. */
const MOST_ASKED = 16

/**
 * The groups that subscribe to a topic, or ever committed an offset of it: those that a broker knows (300) and those that were
 * sampled, for gRPC clients are known to proxies alone. Clients (203) and progress (208, 303) of the first groups of a page are asked live; of the rest, and
 * where nobody answers, they are as sampled.
 *
 * A list of more than a page is cut by what was sampled; each page is in order by what is shown.
 */
export async function getTopicSubscriptions(
  ctx: Context,
  input: GetTopicSubscriptionsInput,
): Promise<List<TopicSubscription>> {
  const { clusterId, topicName } = input
  requirePermission(ctx, 'topic:read', clusterId, onTopic(topicName))
  const cluster = await getCluster(ctx, clusterId)
  const { row } = await findTopic(cluster, topicName, ctx.signal)
  const [groups, { brokers, at, partial: statsPartial }, sample, fit] = await Promise.all([
    listGroups(cluster, row, ctx.signal),
    readStats(cluster, row, ctx.signal),
    getSample(cluster),
    getGroupFit(cluster, ctx.signal),
  ])
  const known = new Set([...groups.names, ...(sample?.topics.get(topicName)?.groupNames ?? [])])
  const names = await matching([...known].filter(cluster.scope.group).sort(), input)
  const sources = (groupName: string) => ({ row, groupName, sample, fit, hasProxies: cluster.proxies.length > 0 })
  const sampled = names.map((groupName) => toSubscription(sources(groupName)))
  const page = sortAndPage(sampled, input, sortValue)
  const asked = page.items.slice(0, MOST_ASKED).map(({ groupName }) => groupName)
  const silent = [...groups.partial, ...statsPartial]
  const silentAddresses = new Set(silent.map(({ address }) => address))
  const { readings, partial } = await readGroups(cluster, row, asked, { signal: ctx.signal, silentAddresses })
  const items = page.items.map((item) => {
    const reading = readings.get(item.groupName)
    return reading ? toSubscription({ ...sources(item.groupName), live: { reading, brokers, at } }) : item
  })
  const all = [...new Map([...silent, ...partial].map((entry) => [entry.address, entry])).values()]
  return {
    ...page,
    items: sortAndPage(items, { page: 1, pageSize: items.length || 1, sort: input.sort }, sortValue).items,
    sampledAt: at,
    ...(all.length > 0 && { partial: all }),
  }
}

async function listGroups(
  { admin, pageTimeoutMs }: LiveCluster,
  { topicName, brokers }: TopicRow,
  signal: AbortSignal,
): Promise<{ names: Set<string>; partial: PartialEntry[] }> {
  const names = new Set<string>()
  const questions = brokers.map(({ server }) => ({
    server,
    ask: async () => {
      const told = await admin.topics.listGroups(server, topicName, { signal, timeoutMs: pageTimeoutMs })
      for (const name of told) names.add(name)
    },
  }))
  const partial = await askEach(questions)
  return { names, partial }
}

async function matching(names: string[], { q, group }: GetTopicSubscriptionsInput): Promise<string[]> {
  const exact = group === undefined ? names : names.filter((name) => name === group)
  if (!q) return exact
  const matches = await matchNames(q, exact)
  return exact.filter((_, index) => matches[index])
}

function sortValue(item: TopicSubscription, field: string): SortValue {
  const key = field as SubscriptionSortField // `sort` was parsed with these fields
  switch (key) {
    case 'groupName':
      return item.groupName
    case 'isOnline':
      return item.isOnline === null ? null : Number(item.isOnline)
    case 'maxRetries':
      return item.maxRetries
    case 'clients':
    case 'lag':
    case 'lagTimeMs':
    case 'inflight':
    case 'lastConsumedAt':
      return item[key].value
  }
}

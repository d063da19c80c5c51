import type { List } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { hasLabels, measuredValue, type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { type StoredMetadata, undeclared } from '#lib/metadata/stored-metadata.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { matchNames } from './match-names.ts'
import type { TopicFlag, TopicItem, TopicPermission, TopicSortField, TopicType } from './schema.ts'
import { toTopicItem } from './to-topic-item.ts'
import { type TopicRow, topicRows } from './topic-rows.ts'

export interface ListTopicsInput {
  clusterId: string
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  type?: TopicType[] | undefined
  permission?: TopicPermission[] | undefined
  broker?: string | undefined
  clusterName?: string | undefined
  /** Empty: topics without one. */
  namespace?: string | undefined
  label?: string[] | undefined
  owner?: string | undefined
  flags?: TopicFlag[] | undefined
  deletionProtection?: boolean | undefined
  include?: ('system' | 'retry' | 'dlq')[] | undefined
}

export interface TopicList extends List<TopicItem> {
  /** Topics per namespace under the other filters; null = without one. */
  namespaces: { namespace: string | null; topics: number }[]
}

/**
 * The topics of a cluster, from the inventory: a view costs at most one reading of it, so two requests per broker, however many
 * topics there are. Sorting, searching and paging cost none.
 *
 * @returns `sampledAt`: when the brokers were read; `partial`: brokers whose topics are from their last good answer or missing
 */
export async function listTopics(ctx: Context, input: ListTopicsInput): Promise<TopicList> {
  requirePermission(ctx, 'topic:read', input.clusterId)
  const cluster = await getCluster(ctx, input.clusterId)
  const inventory = await cluster.getInventory({ signal: ctx.signal })
  requireAnswers(inventory)

  const candidates = [...topicRows(inventory).values()].filter((row) => matchesConfig(row, input))
  const named = await matchingName(candidates, input)
  // Metadata of all only where a filter or the order needs it; else of the page alone.
  const needsAll = needsMetadata(input)
  const all = needsAll ? await getMetadata(input.clusterId, 'topic') : new Map<string, StoredMetadata>()
  const matching = needsAll ? named.filter((row) => matchesMetadata(row, all.get(row.topicName), input)) : named

  const namespaces = countNamespaces(matching)
  const shown =
    input.namespace === undefined ? matching : matching.filter((row) => (row.namespace ?? '') === input.namespace)
  const page = sortAndPage(
    shown,
    input,
    (row, field) => sortValue(toTopicItem(row, all.get(row.topicName) ?? undeclared), field as TopicSortField), // `sort` was parsed with these fields
  )
  const names = page.items.map(({ topicName }) => topicName)
  const metadata = needsAll ? all : await getMetadata(input.clusterId, 'topic', names)
  return {
    ...page,
    items: page.items.map((row) => toTopicItem(row, metadata.get(row.topicName) ?? undeclared)),
    namespaces,
    sampledAt: inventory.at,
    ...(inventory.partial.length > 0 && { partial: inventory.partial }),
  }
}

function matchesConfig(row: TopicRow, input: ListTopicsInput): boolean {
  const { type, permission, broker, clusterName, flags, include } = input
  if (row.kind === 'SYSTEM' && !include?.includes('system')) return false
  if (row.kind === 'RETRY' && !include?.includes('retry')) return false
  if (row.kind === 'DLQ' && !include?.includes('dlq')) return false
  if (type && !type.includes(row.type)) return false
  if (permission && !permission.includes(row.permission)) return false
  if (broker && !row.brokerNames.includes(broker)) return false
  if (clusterName && !row.clusterNames.includes(clusterName)) return false
  return (flags ?? []).every((flag) => flag === 'UNDECLARED' || row.flags.includes(flag))
}

async function matchingName(rows: TopicRow[], { q, namespace }: ListTopicsInput): Promise<TopicRow[]> {
  if (!q) return rows
  // In a chosen namespace the names on screen are short.
  const names = rows.map(({ topicName, shortName }) => (namespace === undefined ? topicName : shortName))
  const matches = await matchNames(q, names)
  return rows.filter((_, index) => matches[index])
}

function needsMetadata({ label, owner, flags, deletionProtection, sort }: ListTopicsInput): boolean {
  const isFiltered = Boolean(
    label?.length || owner || flags?.includes('UNDECLARED') || deletionProtection !== undefined,
  )
  return isFiltered || /^-?(owner|remark|createdAt)$/.test(sort ?? '')
}

function matchesMetadata(row: TopicRow, metadata: StoredMetadata = undeclared, input: ListTopicsInput): boolean {
  const { label, owner, flags, deletionProtection } = input
  if (owner && metadata.owner !== owner) return false
  if (flags?.includes('UNDECLARED') && (metadata.isDeclared || row.kind !== 'NORMAL')) return false
  if (deletionProtection !== undefined && metadata.deletionProtection !== deletionProtection) return false
  return hasLabels(metadata.labels, label)
}

function countNamespaces(rows: readonly TopicRow[]): TopicList['namespaces'] {
  const counts = new Map<string | null, number>()
  for (const { namespace } of rows) counts.set(namespace, (counts.get(namespace) ?? 0) + 1)
  return [...counts]
    .map(([namespace, topics]) => ({ namespace, topics }))
    .sort((a, b) => ((a.namespace ?? '') < (b.namespace ?? '') ? -1 : 1))
}

function sortValue(item: TopicItem, field: TopicSortField): SortValue {
  switch (field) {
    case 'inTps':
    case 'outTps':
    case 'inBytesPerSecond':
      return measuredValue(item[field])
    case 'messages24h':
    case 'retained':
      return measuredValue(item[field])
    case 'lastWriteAt':
      return measuredValue(item.lastWriteAt)
    case 'groups':
      return item.groups.value?.all ?? null
    case 'worstLag':
      return item.worstLag?.lagTimeMs.value ?? null
    case 'createdAt':
      return item.createdAt ?? null
    default:
      return item[field]
  }
}

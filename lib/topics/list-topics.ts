import type { List, PartialEntry } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { hasLabels, measuredValue, type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { AppError } from '#lib/errors.ts'
import { favouriteNames } from '#lib/favourites/list-favourites.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { type StoredMetadata, undeclared } from '#lib/metadata/stored-metadata.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import type { ClusterSample } from '#lib/monitoring/sample.ts'
import { drainedOf, readMasterConfigs } from '#lib/nodes/read-master-configs.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { countByNamespace } from './count-by-namespace.ts'
import { matchNames } from './match-names.ts'
import type { TopicFlag, TopicItem, TopicPermission, TopicSortField, TopicType } from './schema.ts'
import { toTopicItem } from './to-topic-item.ts'
import { drainedBrokersOf, groupFlags } from './topic-flags.ts'
import { groupCounts, sampledTopic, topicNumbers, worstLag } from './topic-numbers.ts'
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
  /** Subscribes to it or ever committed an offset of it. */
  group?: string | undefined
  unusedDays?: number | undefined
  flags?: TopicFlag[] | undefined
  deletionProtection?: boolean | undefined
  /** Marked by the actor, or not. */
  favourite?: boolean | undefined
  include?: ('system' | 'retry' | 'dlq')[] | undefined
}

export interface TopicList extends List<TopicItem> {
  /** Topics per namespace under the other filters; null = without one. */
  namespaces: { namespace: string | null; topics: number }[]
  /** Brokers that make a topic when somebody writes to one that there is not, as the last check of the nodes saw them. */
  autoCreateOn: string[]
  /** When the brokers told names and configs. */
  readAt: Date
}

/**
 * The topics of a cluster, from the inventory and the newest sample: a view costs at most one reading of the inventory, so two
 * requests per broker, however many topics there are. Sorting, searching and paging cost none.
 *
 * @returns `sampledAt`: of the numbers, absent while there are none; `partial`: brokers whose topics are from their last good answer or missing,
 *   and what did not answer the sampler
 * @throws AppError CONFLICT for a filter by what nobody has sampled yet
 */
export async function listTopics(ctx: Context, input: ListTopicsInput): Promise<TopicList> {
  requirePermissionIn(ctx, 'topic:read', input.clusterId)
  const cluster = await getCluster(ctx, input.clusterId)
  const [inventory, sample, masters] = await Promise.all([
    cluster.getInventory({ signal: ctx.signal }),
    getSample(cluster),
    readMasterConfigs(input.clusterId),
  ])
  const drained = drainedOf(masters)
  requireAnswers(inventory)
  if (!sample && needsSample(input)) throw notSampledYet()

  const { favourite } = input
  const marked = favourite === undefined ? null : await favouriteNames(ctx, 'topic', input.clusterId)
  const candidates = [...topicRows(inventory).values()].filter(
    (row) =>
      (!marked || marked.has(row.topicName) === favourite) &&
      matchesConfig(row, input) &&
      matchesSample(row, sample, input) &&
      matchesFlags(row, { sample, drained }, input),
  )
  const named = await matchingName(candidates, input)
  // Metadata of all only where a filter or the order needs it; else of the page alone.
  const needsAll = needsMetadata(input)
  const all = needsAll ? await getMetadata(input.clusterId, 'topic') : new Map<string, StoredMetadata>()
  const matching = needsAll ? named.filter((row) => matchesMetadata(row, all.get(row.topicName), input)) : named

  const namespaces = countByNamespace(matching).map(({ namespace, count }) => ({ namespace, topics: count }))
  const shown =
    input.namespace === undefined ? matching : matching.filter((row) => (row.namespace ?? '') === input.namespace)
  const page = sortAndPage(
    shown,
    input,
    (row, field) => sortValue(row, sample, all.get(row.topicName) ?? undeclared, field as TopicSortField), // `sort` was parsed with these fields
  )
  const names = page.items.map(({ topicName }) => topicName)
  const metadata = needsAll ? all : await getMetadata(input.clusterId, 'topic', names)
  const partial = withoutTwins([...inventory.partial, ...(sample?.partial ?? [])])
  return {
    ...page,
    items: page.items.map((row) => {
      const sampled = sampledTopic(sample, row.topicName)
      const stored = metadata.get(row.topicName) ?? undeclared
      return toTopicItem(row, stored, {
        numbers: topicNumbers(sampled),
        groupFlags: groupFlags(row, sampled),
        drained,
      })
    }),
    namespaces,
    autoCreateOn: masters.filter(({ config }) => config?.autoCreateTopicEnable).map(({ brokerName }) => brokerName),
    readAt: inventory.at,
    ...(sample && { sampledAt: sample.at }),
    ...(partial.length > 0 && { partial }),
  }
}

/** The first of what is said of a server: the inventory is younger than the sample. */
function withoutTwins(entries: readonly PartialEntry[]): PartialEntry[] {
  return [...new Map(entries.toReversed().map((entry) => [entry.address, entry])).values()].reverse()
}

function notSampledYet(): AppError {
  const detail = 'The groups and the last writes of this cluster have not been sampled yet: that takes half a minute.'
  return new AppError('CONFLICT', detail)
}

const needsSample = ({ group, unusedDays, flags }: ListTopicsInput): boolean =>
  group !== undefined ||
  unusedDays !== undefined ||
  (flags?.some((flag) => flag === 'NO_GROUP' || flag === 'WRONG_FIT') ?? false)

function matchesConfig(row: TopicRow, input: ListTopicsInput): boolean {
  const { type, permission, broker, clusterName, include } = input
  if (row.kind === 'SYSTEM' && !include?.includes('system')) return false
  if (row.kind === 'RETRY' && !include?.includes('retry')) return false
  if (row.kind === 'DLQ' && !include?.includes('dlq')) return false
  if (type && !type.includes(row.type)) return false
  if (permission && !permission.includes(row.permission)) return false
  if (broker && !row.brokerNames.includes(broker)) return false
  return !clusterName || row.clusterNames.includes(clusterName)
}

const DAY_MS = 86_400_000

function matchesSample(
  { topicName }: TopicRow,
  sample: ClusterSample | null,
  { group, unusedDays }: ListTopicsInput,
): boolean {
  if (group === undefined && unusedDays === undefined) return true
  const topic = sample?.topics.get(topicName)
  if (!sample || !topic) return false
  if (group !== undefined && !topic.groupNames.includes(group)) return false
  if (unusedDays === undefined) return true
  const { state, value } = topic.lastWriteAt
  // Never written to is unused too.
  return value === null ? state === 'na' : sample.at.getTime() - value.getTime() >= unusedDays * DAY_MS
}

/** All but UNDECLARED, which only the metadata tells. */
function matchesFlags(
  row: TopicRow,
  { sample, drained }: { sample: ClusterSample | null; drained: ReadonlySet<string> },
  { flags = [] }: ListTopicsInput,
): boolean {
  if (flags.length === 0) return true
  const has = new Set([...row.flags, ...groupFlags(row, sampledTopic(sample, row.topicName))])
  if (drainedBrokersOf(row, drained).length > 0) has.add('DRAINED')
  return flags.every((flag) => flag === 'UNDECLARED' || has.has(flag))
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

function sortValue(
  row: TopicRow,
  sample: ClusterSample | null,
  metadata: StoredMetadata,
  field: TopicSortField,
): SortValue {
  const sampled = sampledTopic(sample, row.topicName)
  switch (field) {
    case 'inTps':
    case 'outTps':
    case 'inBytesPerSecond':
    case 'messages24h':
    case 'retained':
    case 'lastWriteAt':
      return sampled && measuredValue<number | bigint | Date>(sampled.topic[field])
    case 'groups':
      return sampled && (groupCounts(sampled.topic).value?.all ?? null)
    case 'worstLag':
      return sampled && (worstLag(sampled)?.lagTimeMs.value ?? null)
    case 'owner':
    case 'remark':
      return metadata[field]
    case 'createdAt':
      return metadata.createdAt ?? null
    default:
      return row[field]
  }
}

import type { List } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { hasLabels, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { favouriteNames } from '#lib/favourites/list-favourites.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { type StoredMetadata, undeclared } from '#lib/metadata/stored-metadata.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import { countByNamespace } from '#lib/topics/count-by-namespace.ts'
import { matchNames } from '#lib/topics/match-names.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { type GroupEntry, groupEntries } from './group-entries.ts'
import { groupSortValue } from './group-sort-value.ts'
import { joinPartial } from './join-partial.ts'
import type { GroupFlag, GroupItem, GroupModel, GroupSortField, GroupType, RetryPolicyType } from './schema.ts'
import { toGroupItem } from './to-group-item.ts'

export interface ListGroupsInput {
  clusterId: string
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  delivery?: ('CONCURRENT' | 'ORDERED')[] | undefined
  retryPolicy?: RetryPolicyType[] | undefined
  type?: GroupType[] | undefined
  model?: GroupModel[] | undefined
  enabled?: boolean | undefined
  online?: boolean | undefined
  hasLag?: boolean | undefined
  lagTimeMs?: number | undefined
  hasDeadLetters?: boolean | undefined
  inconsistent?: boolean | undefined
  topic?: string | undefined
  label?: string[] | undefined
  owner?: string | undefined
  flags?: GroupFlag[] | undefined
  deletionProtection?: boolean | undefined
  /** Marked by the actor, or not. */
  favourite?: boolean | undefined
  /** Empty: groups without one. */
  namespace?: string | undefined
  include?: 'system'[] | undefined
}

export interface GroupList extends List<GroupItem> {
  /** Groups per namespace under the other filters; null = without one. */
  namespaces: { namespace: string | null; groups: number }[]
  /** When the brokers told names and configs. */
  readAt: Date
}

/** What is worst comes first. */
const DEFAULT_SORT = '-lagTimeMs'

/**
 * The groups of a cluster: names and configs from the inventory, numbers from the sample. A view costs at most one reading of the
 * inventory, so two requests per broker, however many groups there are. Sorting, searching and paging cost none.
 *
 * @returns `sampledAt`: of the numbers, absent while there are none; `partial`: brokers whose groups are from their last good
 *   answer or missing, and what did not answer the sampler
 */
export async function listGroups(ctx: Context, input: ListGroupsInput): Promise<GroupList> {
  requirePermissionIn(ctx, 'group:read', input.clusterId)
  const cluster = await getCluster(ctx, input.clusterId)
  const [inventory, sample] = await Promise.all([cluster.getGroupInventory({ signal: ctx.signal }), getSample(cluster)])
  requireAnswers(inventory)

  const { favourite } = input
  const marked = favourite === undefined ? null : await favouriteNames(ctx, 'group', input.clusterId)
  const candidates = [...groupEntries(inventory, sample).values()].filter(
    (entry) => (!marked || marked.has(entry.item.groupName) === favourite) && matchesEntry(entry, input),
  )
  const named = await matchingName(candidates, input)
  // Metadata of all only where a filter or the order needs it; else of the page alone.
  const needsAll = needsMetadata(input)
  const all = needsAll ? await getMetadata(input.clusterId, 'group') : new Map<string, StoredMetadata>()
  const matching = needsAll
    ? named.filter((entry) => matchesMetadata(entry, all.get(entry.item.groupName), input))
    : named

  const shown =
    input.namespace === undefined ? matching : matching.filter(({ item }) => (item.namespace ?? '') === input.namespace)
  const page = sortAndPage(
    shown,
    { ...input, sort: input.sort ?? DEFAULT_SORT },
    (entry, field) => groupSortValue(entry, all.get(entry.item.groupName) ?? undeclared, field as GroupSortField), // `sort` was parsed with these fields
  )
  const names = page.items.map(({ item }) => item.groupName)
  const metadata = needsAll ? all : await getMetadata(input.clusterId, 'group', names)
  const partial = joinPartial(inventory.partial, sample?.partial ?? [])
  return {
    ...page,
    items: page.items.map((entry) => toGroupItem(entry, metadata.get(entry.item.groupName))),
    namespaces: countByNamespace(matching.map(({ item }) => item)).map(({ namespace, count }) => ({
      namespace,
      groups: count,
    })),
    readAt: inventory.at,
    ...(sample && { sampledAt: sample.at }),
    ...(partial.length > 0 && { partial }),
  }
}

function matchesEntry({ item, sample }: GroupEntry, input: ListGroupsInput): boolean {
  const { delivery, retryPolicy, type, model, flags, topic, lagTimeMs } = input
  if (item.isSystem && !input.include?.includes('system')) return false
  if (delivery && (item.isOrdered === null || !delivery.includes(item.isOrdered ? 'ORDERED' : 'CONCURRENT')))
    return false
  if (retryPolicy && (item.retryPolicy === null || !retryPolicy.includes(item.retryPolicy.type))) return false
  if (type && (item.type === null || !type.includes(item.type))) return false
  if (model && (item.model === null || !model.includes(item.model))) return false
  if (input.enabled !== undefined && item.consumeEnable !== input.enabled) return false
  if (input.online !== undefined && !is(item.clients.value?.total, input.online)) return false
  if (input.hasLag !== undefined && !is(item.lag.value, input.hasLag)) return false
  if (lagTimeMs !== undefined && (item.lagTimeMs.value === null || item.lagTimeMs.value <= lagTimeMs)) return false
  if (input.hasDeadLetters !== undefined && !is(item.deadLetters.value, input.hasDeadLetters)) return false
  if (input.inconsistent !== undefined) {
    if (item.consistency === null || item.consistency === 'UNKNOWN') return false
    if ((item.consistency === 'INCONSISTENT') !== input.inconsistent) return false
  }
  if (topic && !sample?.topics.some(({ topicName, kind }) => topicName === topic && kind !== 'RETRY')) return false
  return (flags ?? []).every((flag) => flag === 'UNDECLARED' || item.flags.includes(flag))
}

/** Above 0, or 0; what is not known is neither. */
function is(value: number | bigint | null | undefined, wanted: boolean): boolean {
  return value !== null && value !== undefined && value > 0 === wanted
}

async function matchingName(entries: GroupEntry[], { q, namespace }: ListGroupsInput): Promise<GroupEntry[]> {
  if (!q) return entries
  // In a chosen namespace the names on screen are short.
  const names = entries.map(({ item }) => (namespace === undefined ? item.groupName : item.shortName))
  const matches = await matchNames(q, names)
  return entries.filter((_, index) => matches[index])
}

function needsMetadata({ label, owner, flags, deletionProtection, sort }: ListGroupsInput): boolean {
  const isFiltered = Boolean(
    label?.length || owner || flags?.includes('UNDECLARED') || deletionProtection !== undefined,
  )
  return isFiltered || /^-?(owner|remark|createdAt)$/.test(sort ?? '')
}

function matchesMetadata({ item }: GroupEntry, metadata: StoredMetadata = undeclared, input: ListGroupsInput): boolean {
  const { label, owner, flags, deletionProtection } = input
  if (owner && metadata.owner !== owner) return false
  if (flags?.includes('UNDECLARED') && (metadata.isDeclared || item.isSystem)) return false
  if (deletionProtection !== undefined && metadata.deletionProtection !== deletionProtection) return false
  return hasLabels(metadata.labels, label)
}

import { type List, type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { measuredValue, type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { db } from '#lib/db/db.ts'
import { askEach } from '#lib/groups/ask-each.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import type { ClusterSample } from '#lib/monitoring/sample.ts'
import { DLQ_PREFIX, splitNamespace } from '#lib/rocketmq/codec/topic-name.ts'
import { countByNamespace } from '#lib/topics/count-by-namespace.ts'
import { getBrokerLimits } from '#lib/topics/get-broker-limits.ts'
import { matchNames } from '#lib/topics/match-names.ts'
import { type TopicRow, topicRows } from '#lib/topics/topic-rows.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { writeOnlyOn } from './can-read.ts'
import { type GroupFacts, readGroupFacts } from './group-facts.ts'
import type { DeadLetterGroup } from './schema.ts'

export interface ListDeadLetterGroupsInput {
  clusterId: string
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  /** Empty: groups without one. */
  namespace?: string | undefined
}

export interface DeadLetterGroupList extends List<DeadLetterGroup> {
  /** Groups with dead letters per namespace under the other filter; null = without one. */
  namespaces: { namespace: string | null; groups: number }[]
}

interface Row {
  groupName: string
  namespace: string | null
  shortName: string
  topic: TopicRow
  stored: Measured<bigint>
  new24h: Measured<bigint>
  newestAt: Measured<Date>
}

const DEFAULT_SORT = '-new24h'
const AT_ONCE = 8
const HOUR_MS = 3_600_000

/**
 * Groups with dead letters, those with most new ones first. Order and choice come from the sample, without a request; the numbers of
 * the rows of one page are asked live, and are the sample's where no broker answers. A group that the sample knows to have none is
 * left out.
 */
export async function listDeadLetterGroups(
  ctx: Context,
  input: ListDeadLetterGroupsInput,
): Promise<DeadLetterGroupList> {
  const { clusterId, namespace } = input
  requirePermissionIn(ctx, 'dead-letter:read', clusterId)
  // Rows are dead-letter topics, and those are seen with their group.
  const cluster = await getCluster(ctx, clusterId, { topic: 'dead-letter:read' })
  const [inventory, sample] = await Promise.all([cluster.getInventory({ signal: ctx.signal }), getSample(cluster)])
  requireAnswers(inventory)
  const rows = [...topicRows(inventory).values()].filter(({ kind }) => kind === 'DLQ').map((row) => toRow(row, sample))
  // A topic that came after the sample may hold the very first ones.
  const held = rows.filter(({ stored }) => stored.value !== 0n)
  const named = await matchingName(held, input)
  const shown = namespace === undefined ? named : named.filter((row) => (row.namespace ?? '') === namespace)
  const page = sortAndPage(shown, { ...input, sort: input.sort ?? DEFAULT_SORT }, sortValue)
  const names = page.items.map(({ groupName }) => groupName)
  const [facts, metadata, counts] = await Promise.all([
    factsOf(cluster, page.items),
    getMetadata(clusterId, 'group', names),
    countOurs(clusterId, names),
  ])
  const items = page.items.map((row): DeadLetterGroup => {
    const read = facts.get(row.groupName)
    return {
      groupName: row.groupName,
      namespace: row.namespace,
      shortName: row.shortName,
      ...numbersOf(row, read?.facts ?? null),
      nextExpiryAt: expiryOf(read),
      writeOnlyOn: writeOnlyOn(row.topic),
      ...(counts.get(row.groupName) ?? { resent: 0, handled: 0 }),
      owner: metadata.get(row.groupName)?.owner ?? null,
    }
  })
  return {
    ...page,
    items: items.filter(({ stored }) => stored.value !== 0n),
    namespaces: countByNamespace(named).map(({ namespace, count }) => ({ namespace, groups: count })),
    ...(sample && { sampledAt: sample.at }),
    ...(inventory.partial.length > 0 && { partial: inventory.partial }),
  }
}

function toRow(topic: TopicRow, sample: ClusterSample | null): Row {
  const groupName = topic.topicName.slice(DLQ_PREFIX.length)
  const sampled = sample?.topics.get(topic.topicName)
  const nothing = unknown('NOT_SAMPLED')
  return {
    groupName,
    ...splitNamespace(groupName),
    topic,
    stored: sampled?.retained ?? nothing,
    new24h: sample?.groups.get(groupName)?.newDeadLetters24h ?? sampled?.messages24h ?? nothing,
    newestAt: sampled?.lastWriteAt ?? nothing,
  }
}

async function matchingName(rows: Row[], { q, namespace }: ListDeadLetterGroupsInput): Promise<Row[]> {
  if (!q) return rows
  // In a chosen namespace the names on screen are short.
  const names = rows.map(({ groupName, shortName }) => (namespace === undefined ? groupName : shortName))
  const matches = await matchNames(q, names)
  return rows.filter((_, index) => matches[index])
}

function sortValue(row: Row, field: string): SortValue {
  if (field === 'groupName') return row.groupName
  if (field === 'newestAt') return measuredValue(row.newestAt)
  return measuredValue(field === 'stored' ? row.stored : row.new24h)
}

interface ReadFacts {
  facts: GroupFacts | null
  retentionHours: number | null
}

async function factsOf(cluster: LiveCluster, rows: readonly Row[]): Promise<ReadonlyMap<string, ReadFacts>> {
  const read = new Map<string, ReadFacts>()
  await askEach(rows, AT_ONCE, async ({ groupName, topic }) => {
    const servers = topic.brokers.map(({ server }) => server)
    const [facts, { retentionHours }] = await Promise.all([
      readGroupFacts(cluster, topic),
      getBrokerLimits(cluster.admin, servers, { timeoutMs: cluster.pageTimeoutMs }),
    ])
    read.set(groupName, { facts, retentionHours })
  })
  return read
}

function numbersOf(
  row: Row,
  facts: GroupFacts | null,
): Pick<DeadLetterGroup, 'stored' | 'new1h' | 'new24h' | 'oldestAt' | 'newestAt' | 'originTopics'> {
  if (!facts) {
    const silent = unknown('NO_ANSWER')
    const { stored, new24h, newestAt } = row
    return { stored, new1h: silent, new24h, oldestAt: silent, newestAt, originTopics: null }
  }
  const { at, originTopics } = facts
  const told = <T>(value: T): Measured<T> =>
    facts.isPartial ? { value, state: 'estimate', at, reason: 'PARTIAL' } : ok(value, at)
  const timeOf = (value: Date | null): Measured<Date> => (value ? told(value) : { value: null, state: 'na', at })
  return {
    stored: told(facts.stored),
    new1h: told(facts.new1h),
    new24h: told(facts.new24h),
    oldestAt: timeOf(facts.oldestAt),
    newestAt: timeOf(facts.newestAt),
    originTopics,
  }
}

/** Files are deleted as a whole, some time after this: it is the earliest that it can be. */
function expiryOf(read: ReadFacts | undefined): Measured<Date> {
  const { facts = null, retentionHours = null } = read ?? {}
  if (!facts || retentionHours === null) return unknown('NO_ANSWER')
  if (!facts.oldestAt) return { value: null, state: 'na', at: facts.at }
  return { value: new Date(facts.oldestAt.getTime() + retentionHours * HOUR_MS), state: 'estimate', at: facts.at }
}

/** Origins that were sent again or marked, by group. */
async function countOurs(
  clusterId: string,
  names: string[],
): Promise<ReadonlyMap<string, { resent: number; handled: number }>> {
  const counts = await db().$queryRaw<{ groupName: string; resent: number; handled: number }[]>`
    select name as "groupName",
      (select count(distinct origin_id)::int from dead_letter_resends
        where cluster_id = ${clusterId} and group_name = name and state <> 'FAILED') as resent,
      (select count(*)::int from dead_letter_marks
        where cluster_id = ${clusterId} and group_name = name and handled_at is not null) as handled
    from unnest(${names}::text[]) as name`
  return new Map(counts.map(({ groupName, ...each }) => [groupName, each]))
}

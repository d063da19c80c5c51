import { type Measured, type Metadata, ok, unknown } from '#lib/api/endpoint.ts'
import type { GroupInventory } from '#lib/clusters/group-inventory.ts'
import type { ClusterSample, GroupSample } from '#lib/monitoring/sample.ts'
import type { GroupConfig } from '#lib/rocketmq/admin/groups.ts'
import { isSystemGroup, splitNamespace } from '#lib/rocketmq/codec/topic-name.ts'
import { deletionCount, isDeletedSince } from './deleted-groups.ts'
import { type GroupRow, groupRows } from './group-rows.ts'
import { groupState } from './group-state.ts'
import { toGroupRetryPolicy } from './retry-policy.ts'
import type { GroupFlag, GroupItem } from './schema.ts'

/** A group as it is shown, less its metadata; and what its list filters and sorts by. */
export interface GroupEntry {
  item: Omit<GroupItem, keyof Metadata>
  row: GroupRow | null
  sample: GroupSample | undefined
  lowestVersionOrdinal: number | null
}

interface Joined {
  partial: GroupInventory['partial']
  sample: ClusterSample | null
  deletions: number
  entries: ReadonlyMap<string, GroupEntry>
}

const joinedByConfigs = new WeakMap<GroupInventory['groupConfigs'], Joined>()

/**
 * Every group by name, the one with most lag first, then by name: the order of what sorts alike. Those of which brokers have a
 * config, and those that only have offsets or clients. Joined anew when a config or the sample has changed.
 */
export function groupEntries(inventory: GroupInventory, sample: ClusterSample | null): ReadonlyMap<string, GroupEntry> {
  const { groupConfigs, partial } = inventory
  const known = joinedByConfigs.get(groupConfigs)
  const deletions = deletionCount()
  if (known?.sample === sample && known.partial === partial && known.deletions === deletions) return known.entries
  const entries = joinEntries(inventory, sample)
  joinedByConfigs.set(groupConfigs, { partial, sample, deletions, entries })
  return entries
}

function joinEntries(inventory: GroupInventory, sample: ClusterSample | null): ReadonlyMap<string, GroupEntry> {
  const rows = groupRows(inventory)
  // Where a broker never told, what it holds is not known.
  const told = new Set(inventory.groupConfigs.map(({ server }) => server.address))
  const isComplete = inventory.partial.every(({ address }) => told.has(address))
  const entries: GroupEntry[] = []
  for (const row of rows.values())
    entries.push(toEntry(row.groupName, row, sample?.groups.get(row.groupName), isComplete))
  for (const [groupName, group] of sample?.groups ?? []) {
    // A sample is older than the configs: of a group that was deleted since, nothing is left.
    const isLeft = isGroupName(groupName) && (group.topics.length > 0 || group.onlineClients.length > 0)
    const isGone = sample !== null && isDeletedSince(groupName, sample)
    if (isLeft && !isGone && !rows.has(groupName)) entries.push(toEntry(groupName, null, group, isComplete))
  }
  entries.sort(
    (a, b) => compareLag(a.item.lag.value, b.item.lag.value) || (a.item.groupName < b.item.groupName ? -1 : 1),
  )
  return new Map(entries.map((entry) => [entry.item.groupName, entry]))
}

/**
 * No name of a group holds an `@`: under `g@broadcast` 5.x brokers keep what the broadcasting clients of `g` last told them.
 */
const isGroupName = (name: string) => !name.includes('@')

function compareLag(a: bigint | null, b: bigint | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return a > b ? -1 : a < b ? 1 : 0
}

function toEntry(
  groupName: string,
  row: GroupRow | null,
  sample: GroupSample | undefined,
  isComplete: boolean,
): GroupEntry {
  const configs = row?.brokers.map(({ config }) => config) ?? []
  const config = configs[0]
  const lowest = lowestVersion(sample)
  const numbers = sample ?? notSampled
  const item: GroupEntry['item'] = {
    groupName,
    ...splitNamespace(groupName),
    isSystem: isSystemGroup(groupName),
    hasConfig: row !== null || (isComplete ? false : null),
    state: groupState(sample),
    type: numbers.type,
    model: numbers.model,
    isOrdered: config?.consumeMessageOrderly ?? null,
    consumeEnable: config === undefined ? null : configs.every(({ consumeEnable }) => consumeEnable),
    maxRetries: config?.retryMaxTimes ?? null,
    retryPolicy: policyOf(config),
    clients: numbers.clients,
    topics: subscribedTopics(sample),
    lag: numbers.lag,
    retryLag: numbers.retryLag,
    deadSubscriptionLag: numbers.deadSubscriptionLag,
    ready: numbers.ready,
    inflight: numbers.inflight,
    lagTimeMs: numbers.lagTimeMs,
    queueingTimeMs: numbers.queueingTimeMs,
    trend: numbers.trend,
    drainSeconds: numbers.drainSeconds,
    ackTps: numbers.ackTps,
    deadLetters: numbers.deadLetters,
    newDeadLetters24h: numbers.newDeadLetters24h,
    consistency: numbers.consistency,
    inconsistentClients: numbers.inconsistentClients,
    lowestVersion: lowest?.version ?? null,
    lastConsumedAt: numbers.lastConsumedAt,
    flags: flagsOf(row, sample, isComplete),
    brokerNames: row?.brokers.map(({ server }) => server.brokerName) ?? [],
    staleOn: [...(row?.staleOn ?? [])],
  }
  return { item, row, sample, lowestVersionOrdinal: lowest?.versionOrdinal ?? null }
}

/** What is said of a group that the sampler has not seen yet. */
const nothing: Measured<never> = unknown('NOT_SAMPLED')
const notSampled = {
  clients: nothing,
  type: null,
  model: null,
  lag: nothing,
  retryLag: nothing,
  deadSubscriptionLag: nothing,
  ready: nothing,
  inflight: nothing,
  lagTimeMs: nothing,
  queueingTimeMs: nothing,
  trend: null,
  drainSeconds: nothing,
  ackTps: nothing,
  deadLetters: nothing,
  newDeadLetters24h: nothing,
  consistency: null,
  inconsistentClients: 0,
  lastConsumedAt: nothing,
} satisfies Partial<GroupSample>

function policyOf(config: GroupConfig | undefined): GroupItem['retryPolicy'] {
  return config?.retryPolicy ? toGroupRetryPolicy(config.retryPolicy) : null
}

function subscribedTopics(sample: GroupSample | undefined): Measured<number> {
  if (!sample) return nothing
  const topics = sample.topics.filter(({ kind }) => kind === 'SUBSCRIBED')
  const at = sample.clients.at ?? sample.lag.at
  return at === null ? unknown('NOT_SAMPLED') : ok(topics.length, at)
}

function lowestVersion(sample: GroupSample | undefined): { version: string; versionOrdinal: number } | null {
  const clients = sample?.onlineClients ?? []
  return clients.reduce<(typeof clients)[number] | null>(
    (lowest, client) => (lowest === null || client.versionOrdinal < lowest.versionOrdinal ? client : lowest),
    null,
  )
}

function flagsOf(row: GroupRow | null, sample: GroupSample | undefined, isComplete: boolean): GroupFlag[] {
  const flags: GroupFlag[] = []
  const configs = row?.brokers.map(({ config }) => config) ?? []
  if (row === null && isComplete) flags.push('NO_CONFIG')
  if (row && row.differingKeys.length > 0) flags.push('DIFFERS')
  if (configs.some(({ consumeEnable }) => !consumeEnable)) flags.push('OFF')
  if (configs.some(({ consumeMessageOrderly }) => consumeMessageOrderly)) flags.push('ORDERED')
  if (sample?.model === 'BROADCASTING') flags.push('BROADCAST')
  return flags
}

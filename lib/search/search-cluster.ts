import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { groupEntries } from '#lib/groups/group-entries.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import type { ClusterSample } from '#lib/monitoring/sample.ts'
import { decodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import { isSystemGroup, splitNamespace, topicKind } from '#lib/rocketmq/codec/topic-name.ts'
import { listRoleNames } from '#lib/roles/list-role-names.ts'
import { topicRows } from '#lib/topics/topic-rows.ts'
import type { Context } from '#lib/users/context.ts'
import { readScopeOf } from '#lib/users/read-scope.ts'
import { hasPermission, hasPermissionIn } from '#lib/users/require-permission.ts'
import { rankName } from './rank-name.ts'
import type { NotSearched, SearchHit, SearchKind } from './schema.ts'

export interface Ranked {
  rank: number
  hit: SearchHit
}

export interface SearchedCluster {
  clusterId: string
  name: string
  environment: string
}

interface ClusterSearch {
  found: Ranked[]
  /** The address in the id is that of a broker of this cluster. */
  hasBroker: boolean
  notSearched: NotSearched | null
}

/** Who types waits for nobody: what has not been read by then is taken from the last sample, and is there for the next letter. */
const PATIENCE_MS = 100
/** Its registration is a row, its secrets are two more. */
const OPENING_MS = 1_000

/** What one cluster has of a name, of the kinds that the actor may read there. */
export async function searchCluster(
  ctx: Context,
  cluster: SearchedCluster,
  { q, words, kinds }: { q: string; words: readonly string[]; kinds: ReadonlySet<SearchKind> },
): Promise<ClusterSearch> {
  const { clusterId } = cluster
  const may = (
    kind: SearchKind,
    permission: 'topic:read' | 'group:read' | 'client:read' | 'namespace:read' | 'message:read',
  ) => kinds.has(kind) && hasPermissionIn(ctx, permission, clusterId)
  const { value: live, error: notOpened } = await within(OPENING_MS, getCluster(ctx, clusterId))
  if (!live) return { found: [], hasBroker: false, notSearched: toNotSearched(cluster, notOpened, false) }
  const mayRoles = kinds.has('role') && hasPermission(ctx, 'role:read', clusterId)
  const [topics, groups, roles, sample] = await Promise.all([
    within(PATIENCE_MS, live.getInventory()),
    within(PATIENCE_MS, live.getGroupInventory()),
    mayRoles ? within(PATIENCE_MS, listRoleNames(live)) : { value: [], error: null },
    getSample(live),
  ])
  const found: Ranked[] = []
  const add = (name: string, hit: Omit<SearchHit, 'name' | 'cluster'>) => {
    const rank = rankName(name, words)
    if (rank !== null) found.push({ rank, hit: { name, cluster, ...hit } })
  }
  const isWhole = (name: string) => words.length === 1 && name.toLowerCase() === words[0]

  const topicNames = topics.value ? listTopics(topics.value) : sampledTopics(sample)
  if (may('topic', 'topic:read')) {
    for (const { name, kind, topicType } of topicNames) {
      // Names that RocketMQ makes for itself are found by who types them out.
      if (kind !== 'NORMAL' && !q.startsWith('%') && !isWhole(name)) continue
      add(name, { kind: 'topic', topicType })
    }
  }
  const groupNames = groups.value ? listGroups(groups.value, sample) : sampledGroups(sample)
  if (may('group', 'group:read')) {
    for (const { name, isSystem, groupState } of groupNames) {
      if (isSystem && !isWhole(name)) continue
      add(name, { kind: 'group', ...(groupState && { groupState }) })
    }
  }
  if (may('namespace', 'namespace:read')) {
    const prefixes = [...topicNames, ...groupNames].map(({ name }) => splitNamespace(name).namespace)
    for (const namespace of new Set(prefixes)) if (namespace !== null) add(namespace, { kind: 'namespace' })
  }
  for (const name of roles.value ?? []) add(name, { kind: 'role' })
  if (may('client', 'client:read')) {
    const isSeen = readScopeOf(ctx, clusterId, { group: 'client:read' }).group
    findClients(sample, { words, isSeen }, cluster, found)
  }
  const hasBroker = may('message', 'message:read') && (await isBrokerOf(live, q))
  const isRead = [topics, groups, roles].every(({ value }) => value !== null)
  return {
    found,
    hasBroker,
    notSearched: isRead ? null : toNotSearched(cluster, topics.error ?? groups.error ?? roles.error, sample !== null),
  }
}

function toNotSearched({ clusterId, name }: SearchedCluster, error: AppError | null, isSampled: boolean): NotSearched {
  const { code, message } = error ?? new AppError('CLUSTER_TIMEOUT', `The names of ${name} are still being read.`)
  return { clusterId, name, code, detail: message, isSampled }
}

type Inventory = Awaited<ReturnType<LiveCluster['getInventory']>>
type GroupInventory = Awaited<ReturnType<LiveCluster['getGroupInventory']>>

function listTopics(inventory: Inventory) {
  return [...topicRows(inventory).values()].map(({ topicName, kind, type, isTypeDeclared }) => ({
    name: topicName,
    kind,
    topicType: isTypeDeclared ? type : null,
  }))
}

function sampledTopics(sample: ClusterSample | null): ReturnType<typeof listTopics> {
  const names = [...(sample?.topics.keys() ?? [])]
  return names.map((name) => ({ name, kind: topicKind(name, noSystemTopics), topicType: null }))
}

const noSystemTopics: ReadonlySet<string> = new Set()

function listGroups(inventory: GroupInventory, sample: ClusterSample | null) {
  return [...groupEntries(inventory, sample).values()].map(({ item }) => ({
    name: item.groupName,
    isSystem: item.isSystem,
    groupState: item.state as typeof item.state | undefined,
  }))
}

function sampledGroups(sample: ClusterSample | null): ReturnType<typeof listGroups> {
  const names = [...(sample?.groups.keys() ?? [])]
  return names.map((name) => ({ name, isSystem: isSystemGroup(name), groupState: undefined }))
}

/** By id or address, each membership of a process for itself. */
function findClients(
  sample: ClusterSample | null,
  { words, isSeen }: { words: readonly string[]; isSeen: (groupName: string) => boolean },
  cluster: SearchedCluster,
  found: Ranked[],
): void {
  if (!sample) return
  const consumers = [...sample.groups.values()].flatMap(({ onlineClients }) => onlineClients)
  for (const { clientId, kind, groupName, address, isHung } of [...consumers, ...sample.producers]) {
    if (isSystemGroup(groupName) || !isSeen(groupName)) continue
    const rank = rankName(clientId, words) ?? rankName(address, words)
    if (rank === null) continue
    const hit = { kind: 'client' as const, name: clientId, cluster, groupName, clientKind: kind, address, isHung }
    found.push({ rank, hit })
  }
}

/** An offset id names the broker that wrote it, as it announced itself. */
async function isBrokerOf(live: LiveCluster, q: string): Promise<boolean> {
  const decoded = decodeOffsetMsgId(q)
  if (!decoded) return false
  const { value } = await within(PATIENCE_MS, live.knownAddresses())
  return value?.has(decoded.address) ?? false
}

/** What comes in time. A failure is a value: one cluster must not keep the others from being searched. */
async function within<T>(ms: number, promise: Promise<T>): Promise<{ value: T | null; error: AppError | null }> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<{ value: null; error: null }>((resolve) => {
    timer = setTimeout(() => resolve({ value: null, error: null }), ms)
  })
  const settled = promise.then(
    (value) => ({ value, error: null }),
    (error: unknown) => {
      if (error instanceof AppError) return { value: null, error }
      throw error
    },
  )
  try {
    return await Promise.race([settled, late])
  } finally {
    clearTimeout(timer)
  }
}

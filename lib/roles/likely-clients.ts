import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { joinPartial } from '#lib/groups/join-partial.ts'
import { listGroups } from '#lib/groups/list-groups.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { getTopicProducers } from '#lib/topics/get-topic-producers.ts'
import { topicRows } from '#lib/topics/topic-rows.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermissionIn } from '#lib/users/require-permission.ts'
import { decideAccess, type HeldRole } from './decide-access.ts'
import { allows, covers, type Pattern, patternOf } from './policy-entries.ts'
import type { LikelyClients } from './write-schema.ts'

/** Enough to warn by; a role for many names would list them all. */
const MAX_GROUPS = 50
/** Each is read at the ends of its queues. */
const MAX_TOPICS = 16
const TOPICS_AT_ONCE = 4
const MAX_PRODUCERS = 50

/** Clients online by group, as sampled, of the groups that the actor may read. */
export async function groupClients(ctx: Context, clusterId: string): Promise<Map<string, number | null>> {
  if (!hasPermissionIn(ctx, 'group:read', clusterId)) return new Map()
  const { items } = await listGroups(ctx, { clusterId, page: 1, pageSize: 100_000 })
  return new Map(items.map(({ groupName, clients }) => [groupName, clients.value?.total ?? null]))
}

/**
 * Who is likely to use the role: groups with clients online, and senders of the newest messages, of what its policies name. What they
 * allow on everything names nobody. Of the actor's scope.
 */
export async function likelyClients(ctx: Context, cluster: LiveCluster, role: HeldRole): Promise<LikelyClients> {
  const groupPatterns = patternsOf(role, 'Group', 'Sub')
  const topicPatterns = patternsOf(role, 'Topic', 'Pub')
  const [groups, producers] = await Promise.all([
    likelyGroups(ctx, cluster, role, groupPatterns.filter(isByName)),
    likelyProducers(ctx, cluster, role, topicPatterns.filter(isByName)),
  ])
  return {
    groups,
    ...producers,
    isAnyProducer: role.kind === 'Super' || !topicPatterns.every(isByName),
    isAnyGroup: role.kind === 'Super' || !groupPatterns.every(isByName),
  }
}

const isByName = ({ match }: Pattern) => match !== 'ALL'

const patternsOf = ({ entries }: HeldRole, kind: 'Topic' | 'Group', action: 'Pub' | 'Sub'): Pattern[] =>
  entries
    .filter((entry) => entry.decision === 'Allow' && allows(entry, action))
    .map(({ resource }) => patternOf(resource))
    .filter((pattern) => pattern.kind === kind || pattern.kind === '*')

/** Is it named, and does no other entry forbid it? Of a disabled role: as it was before. */
const may = (role: HeldRole, patterns: readonly Pattern[], kind: 'Topic' | 'Group', name: string) =>
  patterns.some((pattern) => covers(pattern, { kind, name })) &&
  decideAccess({ ...role, status: 'enabled' }, { kind, name, action: kind === 'Topic' ? 'Pub' : 'Sub' }).allowed !==
    'NO'

async function likelyGroups(
  ctx: Context,
  { clusterId }: LiveCluster,
  role: HeldRole,
  patterns: readonly Pattern[],
): Promise<LikelyClients['groups']> {
  if (patterns.length === 0) return []
  if (!hasPermissionIn(ctx, 'group:read', clusterId)) return null
  const groups = await read(() => groupClients(ctx, clusterId))
  if (!groups) return null
  return [...groups]
    .filter(([name, online]) => online !== 0 && may(role, patterns, 'Group', name))
    .slice(0, MAX_GROUPS)
    .map(([groupName, online]) => ({ groupName, online }))
}

type LikelyProducers = Pick<LikelyClients, 'producers' | 'topicsLookedAt' | 'topicsInAll' | 'partial'>

async function likelyProducers(
  ctx: Context,
  cluster: LiveCluster,
  role: HeldRole,
  patterns: readonly Pattern[],
): Promise<LikelyProducers> {
  if (patterns.length === 0) return { producers: [], topicsLookedAt: 0, topicsInAll: 0 }
  const names = await topicNames(ctx, cluster)
  if (!names) return { producers: null, topicsLookedAt: 0, topicsInAll: 0 }
  const sample = await getSample(cluster)
  const lastWriteMs = (name: string) => sample?.topics.get(name)?.lastWriteAt.value?.getTime() ?? 0
  const wanted = names
    .filter((name) => may(role, patterns, 'Topic', name))
    .sort((a, b) => lastWriteMs(b) - lastWriteMs(a))
  const left = wanted.slice(0, MAX_TOPICS)[Symbol.iterator]()
  const found: NonNullable<LikelyClients['producers']> = []
  const silent: PartialEntry[][] = []
  let topicsLookedAt = 0
  const lookAtNext = async () => {
    for (const topicName of left) {
      const told = await read(() =>
        getTopicProducers(ctx, { clusterId: cluster.clusterId, topicName, page: 1, pageSize: MAX_PRODUCERS }),
      )
      if (!told) continue
      topicsLookedAt += 1
      silent.push(told.partial ?? [])
      for (const { clientId, address, producerGroup, lastMessageAt } of told.items) {
        found.push({ topicName, clientId, address, producerGroup, lastMessageAt })
      }
    }
  }
  await Promise.all(Array.from({ length: TOPICS_AT_ONCE }, lookAtNext))
  const partial = joinPartial(...silent)
  return {
    producers: found.sort((a, b) => b.lastMessageAt.getTime() - a.lastMessageAt.getTime()).slice(0, MAX_PRODUCERS),
    topicsLookedAt,
    topicsInAll: wanted.length,
    ...(partial.length > 0 && { partial }),
  }
}

/** Null: not known. */
async function topicNames(ctx: Context, cluster: LiveCluster): Promise<string[] | null> {
  if (!hasPermissionIn(ctx, 'topic:read', cluster.clusterId)) return null
  const inventory = await read(() => cluster.getInventory({ signal: ctx.signal }))
  if (!inventory) return null
  return [...topicRows(inventory).values()].filter(({ kind }) => kind === 'NORMAL').map(({ topicName }) => topicName)
}

/** Null where no broker tells it: that must not keep anybody from deleting the role. */
async function read<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof RocketmqError) return null
    if (error instanceof AppError && (error.code.startsWith('CLUSTER_') || error.code === 'NOT_FOUND')) return null
    throw error
  }
}

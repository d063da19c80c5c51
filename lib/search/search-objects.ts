import { contains } from '#lib/db/contains.ts'
import { db } from '#lib/db/db.ts'
import { messageIdForm } from '#lib/messages/schema.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, hasPermissionIn, reachedClusterIds, visibleClusterIds } from '#lib/users/require-permission.ts'
import { onNamespace } from '#lib/users/scope-match.ts'
import { rankName, wordsOf } from './rank-name.ts'
import { type NotSearched, type SearchHit, SearchKind } from './schema.ts'
import { type Ranked, type SearchedCluster, searchCluster } from './search-cluster.ts'

export interface SearchInput {
  q: string
  kinds?: readonly SearchKind[] | undefined
  /** Of each kind. */
  limit: number
  clusterId?: string | undefined
}

/**
 * Everything that a name may mean, in all clusters that the actor may see and of each kind what may be read there; the best of each
 * kind first. Names come from what lists hold in memory and from the newest sample: no request depends on how many there are.
 *
 * @returns `notSearched`: clusters whose names could not be read in time; what the last sample knows of them is in `items`
 */
export async function searchObjects(
  ctx: Context,
  { q, kinds, limit, clusterId }: SearchInput,
): Promise<{ items: SearchHit[]; notSearched: NotSearched[] }> {
  const wanted = new Set(kinds ?? SearchKind.options)
  const words = wordsOf(q)
  const clusters = await visibleClusters(ctx)
  const [searched, users, declared] = await Promise.all([
    Promise.all(clusters.map((cluster) => searchCluster(ctx, cluster, { q, words, kinds: wanted }))),
    wanted.has('user') ? findUsers(ctx, q, limit) : [],
    wanted.has('namespace') ? declaredNamespaces(ctx, clusters, words) : [],
  ])
  const found = [
    ...(wanted.has('cluster') ? findClusters(clusters, words) : []),
    ...searched.flatMap((each) => each.found),
    ...declared,
    ...users,
    ...(wanted.has('message') ? messagesOf(ctx, clusters, searched, q) : []),
  ]
  const first = (hit: SearchHit) => Number(hit.cluster?.clusterId !== clusterId)
  found.sort(
    (a, b) =>
      a.rank - b.rank ||
      first(a.hit) - first(b.hit) ||
      a.hit.name.length - b.hit.name.length ||
      (a.hit.name < b.hit.name ? -1 : 1),
  )
  return {
    items: SearchKind.options.flatMap((kind) => bestOf(kind, found, limit)),
    notSearched: searched.flatMap((each) => each.notSearched ?? []),
  }
}

/** The first of each thing: a namespace is both declared and found in names. */
function bestOf(kind: SearchKind, found: readonly Ranked[], limit: number): SearchHit[] {
  const best = new Map<string, SearchHit>()
  for (const { hit } of found) {
    if (hit.kind !== kind) continue
    const key = JSON.stringify([hit.cluster?.clusterId, hit.name, hit.groupName, hit.clientKind])
    if (!best.has(key)) best.set(key, hit)
    if (best.size === limit) break
  }
  return [...best.values()]
}

async function visibleClusters(ctx: Context): Promise<SearchedCluster[]> {
  const ids = reachedClusterIds(ctx, 'cluster:read')
  return db().cluster.findMany({
    where: { removedAt: null, ...(ids !== 'all' && { clusterId: { in: [...ids] } }) },
    select: { clusterId: true, name: true, environment: true },
    orderBy: { name: 'asc' },
  })
}

function findClusters(clusters: readonly SearchedCluster[], words: readonly string[]): Ranked[] {
  return clusters.flatMap((cluster) => {
    const rank = rankName(cluster.name, words) ?? rankName(`${cluster.clusterId} ${cluster.environment}`, words)
    return rank === null ? [] : [{ rank, hit: { kind: 'cluster' as const, name: cluster.name, cluster } }]
  })
}

async function findUsers(ctx: Context, q: string, limit: number): Promise<Ranked[]> {
  const managed = visibleClusterIds(ctx, 'user:manage')
  if (managed !== 'all' && managed.size === 0) return []
  const text = contains(q)
  const rows = await db().user.findMany({
    where: { OR: [{ username: text }, { name: text }, { email: text }] },
    select: { id: true, username: true, name: true },
    orderBy: { username: 'asc' },
    take: limit,
  })
  return rows.map(({ id, username, name }) => ({
    rank: rankName(username, wordsOf(q)) ?? 4,
    hit: { kind: 'user', name: username, cluster: null, userId: id, displayName: name },
  }))
}

/** Those that have no topic and no group yet are in no name. */
async function declaredNamespaces(
  ctx: Context,
  clusters: readonly SearchedCluster[],
  words: readonly string[],
): Promise<Ranked[]> {
  const readable = new Map(
    clusters
      .filter(({ clusterId }) => hasPermissionIn(ctx, 'namespace:read', clusterId))
      .map((cluster) => [cluster.clusterId, cluster]),
  )
  const rows = await db().resourceMetadata.findMany({
    where: { kind: 'namespace', clusterId: { in: [...readable.keys()] } },
    select: { clusterId: true, name: true },
  })
  return rows.flatMap(({ clusterId, name }) => {
    if (!hasPermission(ctx, 'namespace:read', clusterId, onNamespace(name))) return []
    const rank = rankName(name, words)
    const cluster = readable.get(clusterId) ?? null
    return rank === null ? [] : [{ rank, hit: { kind: 'namespace' as const, name, cluster } }]
  })
}

/** Where a pasted id may be: in the cluster whose broker it names, else in any. */
function messagesOf(
  ctx: Context,
  clusters: readonly SearchedCluster[],
  searched: readonly { hasBroker: boolean }[],
  q: string,
): Ranked[] {
  if (!messageIdForm.test(q)) return []
  const readable = clusters.filter(({ clusterId }) => hasPermissionIn(ctx, 'message:read', clusterId))
  const named = readable.filter((cluster) => searched[clusters.indexOf(cluster)]?.hasBroker)
  return (named.length > 0 ? named : readable).map((cluster) => ({
    rank: 0,
    hit: { kind: 'message', name: q, cluster },
  }))
}

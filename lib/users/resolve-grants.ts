import { db } from '#lib/db/db.ts'
import type { Actor, Narrowing, ResolvedGrant } from '#lib/users/context.ts'
import { isForCluster } from '#lib/users/is-for-cluster.ts'
import { narrowBoth, readNarrowings } from '#lib/users/narrowing.ts'
import { permissionsOfSets } from '#lib/users/permission-sets.ts'
import { Scope } from '#lib/users/schema.ts'

export interface StoredGrant {
  grantId: string
  permissionSet: string
  scope: unknown
  endsAt: Date | null
  providerGroup?: string | null
}
interface ClusterFacts {
  clusterId: string
  environment: string
  labels: unknown
}
/** Whose grants they are: for scopes by owner. */
export interface Subject {
  name: string
  providerGroups: readonly string[]
}
type ClusterIds = ResolvedGrant['clusterIds']

/** Stored by `createGrant`; a scope that cannot be read holds nowhere. */
export function parseScope(stored: unknown): Scope {
  const parsed = Scope.safeParse(stored)
  return parsed.success ? parsed.data : { clusters: { clusterIds: ['none'] } }
}

/** Which clusters a scope means today. Environment and labels are looked up, so a label that is removed is gone at once. */
function clusterIdsOf(scope: Scope, clusters: readonly ClusterFacts[]): ClusterIds {
  if (scope.clusters === 'all') return 'all'
  const { clusterIds, environments, labels } = scope.clusters
  if (clusterIds && !environments && !labels) return new Set(clusterIds)
  const matching = clusters.filter((cluster) => isForCluster(scope.clusters, cluster))
  return new Set(matching.map((cluster) => cluster.clusterId))
}

/** Reads the registered clusters only when a scope needs to look something up; removed ones too, for they can be restored. */
async function clustersFor(scopes: readonly Scope[]): Promise<ClusterFacts[]> {
  const needsLookUp = scopes.some(
    ({ clusters }) => clusters !== 'all' && (clusters.environments !== undefined || clusters.labels !== undefined),
  )
  if (!needsLookUp) return []
  return await db().cluster.findMany({ select: { clusterId: true, environment: true, labels: true } })
}

interface UnfoldedScope {
  clusterIds: ClusterIds
  narrow: Narrowing | null
}

async function unfold(scopes: readonly Scope[], subject: Subject): Promise<UnfoldedScope[]> {
  const clusters = await clustersFor(scopes)
  const clusterIds = scopes.map((scope) => clusterIdsOf(scope, clusters))
  const narrowings = await readNarrowings(scopes, clusterIds, subject)
  return scopes.map((_, i) => ({ clusterIds: clusterIds[i] ?? new Set(), narrow: narrowings[i] ?? null }))
}

/** Unfolds stored grants for one request. An ended grant is gone, and so is one of a set that is not there. */
export async function resolveGrants(
  stored: readonly StoredGrant[],
  now: Date,
  subject: Subject,
): Promise<ResolvedGrant[]> {
  const current = stored.filter((grant) => grant.endsAt === null || grant.endsAt > now)
  const scopes = current.map((grant) => parseScope(grant.scope))
  const [unfolded, permissions] = await Promise.all([
    unfold(scopes, subject),
    permissionsOfSets(current.map(({ permissionSet }) => permissionSet)),
  ])
  return current.flatMap((grant, i) => {
    const scope = scopes[i]
    const where = unfolded[i]
    if (!scope || !where) return []
    const { grantId, permissionSet, endsAt, providerGroup } = grant
    return [
      {
        grantId,
        permissionSet,
        permissions: permissions.get(permissionSet) ?? new Set(),
        ...where,
        endsAt,
        scope,
        ...(typeof providerGroup === 'string' && { providerGroup }),
      },
    ]
  })
}

/** What a service token may do: no person's rights narrow it, so its maker had to cover it. It owns nothing. */
export async function resolveServiceGrants(
  { tokenId, permissionSet, scope }: { tokenId: string; permissionSet: string; scope: unknown },
  now: Date,
): Promise<ResolvedGrant[]> {
  return resolveGrants([{ grantId: tokenId, permissionSet, scope, endsAt: null }], now, {
    name: '',
    providerGroups: [],
  })
}

/** What a token may do: its own set and scope, and of that only what its owner may do right now. */
export async function resolveTokenRights(
  token: { permissionSet: string; scope: unknown },
  owned: readonly ResolvedGrant[],
  owner: Subject,
): Promise<Required<Pick<Actor, 'grants' | 'isNarrowed'>>> {
  const grants = await resolveTokenGrants(token, owned, owner)
  return { grants, isNarrowed: isNarrowed(grants, owned) }
}

async function resolveTokenGrants(
  token: { permissionSet: string; scope: unknown },
  owned: readonly ResolvedGrant[],
  owner: Subject,
): Promise<ResolvedGrant[]> {
  const scope = parseScope(token.scope)
  const [[own], sets] = await Promise.all([unfold([scope], owner), permissionsOfSets([token.permissionSet])])
  const permissions = sets.get(token.permissionSet) ?? new Set()
  if (!own) return []
  return owned.flatMap((grant) => {
    const common = new Set([...permissions].filter((permission) => grant.permissions.has(permission)))
    const where = intersect(own.clusterIds, grant.clusterIds)
    if (common.size === 0 || (where !== 'all' && where.size === 0)) return []
    const narrow = narrowBoth(own.narrow, grant.narrow)
    const { permissionSet } = token
    return [{ ...grant, permissionSet, permissions: common, clusterIds: where, narrow, scope, ownerScope: grant.scope }]
  })
}

/** May a token do less than its owner does right now, in rights or in reach? */
function isNarrowed(grants: readonly ResolvedGrant[], owned: readonly ResolvedGrant[]): boolean {
  return !owned.every((whole) =>
    grants.some(
      (part) =>
        part.grantId === whole.grantId &&
        part.permissions.size === whole.permissions.size &&
        hasSameClusters(part.clusterIds, whole.clusterIds) &&
        part.narrow?.key === whole.narrow?.key,
    ),
  )
}

const hasSameClusters = (part: ClusterIds, whole: ClusterIds) =>
  part === 'all' || whole === 'all' ? part === whole : part.size === whole.size

function intersect(a: ClusterIds, b: ClusterIds): ClusterIds {
  if (a === 'all') return b
  if (b === 'all') return a
  return a.intersection(b)
}

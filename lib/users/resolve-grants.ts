import { db } from '#lib/db/db.ts'
import type { ResolvedGrant } from '#lib/users/context.ts'
import { type BuiltInSet, builtInSets, type Permission } from '#lib/users/permissions.ts'
import { Scope } from '#lib/users/schema.ts'

export interface StoredGrant {
  grantId: string
  permissionSet: string
  scope: unknown
  endsAt: Date | null
}
interface ClusterFacts {
  clusterId: string
  environment: string
  labels: unknown
}
type ClusterIds = ResolvedGrant['clusterIds']

export function permissionsOf(permissionSet: string): ReadonlySet<Permission> {
  return new Set(Object.hasOwn(builtInSets, permissionSet) ? builtInSets[permissionSet as BuiltInSet] : []) // asked on the line itself
}

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
  const matching = clusters.filter(
    (cluster) =>
      (!clusterIds || clusterIds.includes(cluster.clusterId)) &&
      (!environments || environments.includes(cluster.environment)) &&
      (!labels || hasLabels(cluster.labels, labels)),
  )
  return new Set(matching.map((cluster) => cluster.clusterId))
}

function hasLabels(of: unknown, wanted: Record<string, string>): boolean {
  const labels = Object(of) as Record<string, unknown> // a JSON column; any key may be asked for
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value)
}

/** Reads the registered clusters only when a scope needs to look something up; removed ones too, for they can be restored. */
async function clustersFor(scopes: readonly Scope[]): Promise<ClusterFacts[]> {
  const needsLookUp = scopes.some(
    ({ clusters }) => clusters !== 'all' && (clusters.environments !== undefined || clusters.labels !== undefined),
  )
  if (!needsLookUp) return []
  return await db().cluster.findMany({ select: { clusterId: true, environment: true, labels: true } })
}

/** Unfolds stored grants for one request. An ended grant is gone. */
export async function resolveGrants(stored: readonly StoredGrant[], now: Date): Promise<ResolvedGrant[]> {
  const current = stored.filter((grant) => grant.endsAt === null || grant.endsAt > now)
  const scopes = current.map((grant) => parseScope(grant.scope))
  const clusters = await clustersFor(scopes)
  return current.map((grant, i) => {
    const scope = scopes[i] ?? parseScope(grant.scope)
    return {
      grantId: grant.grantId,
      permissionSet: grant.permissionSet,
      permissions: permissionsOf(grant.permissionSet),
      clusterIds: clusterIdsOf(scope, clusters),
      endsAt: grant.endsAt,
      scope,
    }
  })
}

/** What a token may do: its own set and scope, and of that only what its owner may do right now. */
export async function resolveTokenGrants(
  token: { permissionSet: string; scope: unknown },
  owned: readonly ResolvedGrant[],
): Promise<ResolvedGrant[]> {
  const scope = parseScope(token.scope)
  const clusterIds = clusterIdsOf(scope, await clustersFor([scope]))
  const permissions = permissionsOf(token.permissionSet)
  return owned.flatMap((grant) => {
    const common = new Set([...permissions].filter((permission) => grant.permissions.has(permission)))
    const where = intersect(clusterIds, grant.clusterIds)
    if (common.size === 0 || (where !== 'all' && where.size === 0)) return []
    return [{ ...grant, permissionSet: token.permissionSet, permissions: common, clusterIds: where, scope }]
  })
}

function intersect(a: ClusterIds, b: ClusterIds): ClusterIds {
  if (a === 'all') return b
  if (b === 'all') return a
  return a.intersection(b)
}

import type { Actor, Context, ResolvedGrant } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { onGroup, onTopic, type ScopedObject } from '#lib/users/scope-match.ts'

/** Which topics and groups of one cluster somebody sees. What shows rows asks it for each; `isWhole` saves the asking. */
export interface ReadScope {
  isWhole: boolean
  /** The same for two that show the same, so that what is filtered for the one serves the other. */
  key: string
  topic: (name: string) => boolean
  group: (name: string) => boolean
}

export const wholeScope: ReadScope = { isWhole: true, key: '', topic: () => true, group: () => true }

/** By which permission topics and groups are seen. */
export interface SeenBy {
  topic?: Permission
  group?: Permission
}

/** One per actor, cluster and permissions: an actor lives for one request. */
const scopes = new WeakMap<Actor['grants'], Map<string, ReadScope>>()

/** What the actor sees of a cluster: by default the topics with `topic:read`, the groups with `group:read`. */
export function readScopeOf(
  ctx: Context,
  clusterId: string,
  { topic: topicBy = 'topic:read', group: groupBy = 'group:read' }: SeenBy = {},
): ReadScope {
  const { grants } = ctx.actor
  const known = scopes.get(grants) ?? new Map<string, ReadScope>()
  scopes.set(grants, known)
  const id = `${clusterId} ${topicBy} ${groupBy}`
  const scope = known.get(id) ?? compile(grants, clusterId, topicBy, groupBy)
  known.set(id, scope)
  return scope
}

function compile(
  grants: readonly ResolvedGrant[],
  clusterId: string,
  topicBy: Permission,
  groupBy: Permission,
): ReadScope {
  const topics = objectFilter(grants, topicBy, clusterId)
  const groups = objectFilter(grants, groupBy, clusterId)
  if (topics.isWhole && groups.isWhole) return wholeScope
  return {
    isWhole: false,
    key: `${clusterId} ${topics.key} ${groups.key}`,
    topic: (name) => topics.holds(onTopic(name)),
    group: (name) => groups.holds(onGroup(name)),
  }
}

interface ObjectFilter {
  isWhole: boolean
  key: string
  holds: (object: ScopedObject) => boolean
}

/** `hasPermission` for many objects: the grants that count are looked for once. */
function objectFilter(grants: readonly ResolvedGrant[], permission: Permission, clusterId: string): ObjectFilter {
  const holding = grants.filter(
    ({ permissions, clusterIds }) => permissions.has(permission) && (clusterIds === 'all' || clusterIds.has(clusterId)),
  )
  const narrow = holding.flatMap((grant) => grant.narrow ?? [])
  if (narrow.length < holding.length) return { isWhole: true, key: '*', holds: () => true }
  return {
    isWhole: false,
    key: narrow.map(({ key }) => key).join(),
    holds: (object) => narrow.some((one) => one.holds(clusterId, object)),
  }
}

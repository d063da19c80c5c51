import { contains } from '#lib/db/contains.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission, requirePermissionSomewhere, visibleClusterIds } from '#lib/users/require-permission.ts'

/** Filters that every list of incidents knows. */
export interface InstanceFilters {
  clusterId?: string[] | undefined
  environment?: string[] | undefined
  severity?: string[] | undefined
  state?: string[] | undefined
  ruleId?: string[] | undefined
  level?: string[] | undefined
  owner?: string[] | undefined
  label?: string[] | undefined
  q?: string | undefined
  topic?: string | undefined
  group?: string | undefined
  broker?: string | undefined
  isAcknowledged?: boolean | undefined
  isSilenced?: boolean | undefined
  isInhibited?: boolean | undefined
  isFlapping?: boolean | undefined
}

/**
 * Clusters that a list is about: those asked for, or all that the actor may see; null = every one.
 *
 * @throws AppError NOT_FOUND for a cluster that is asked for and not to be seen
 */
export function clustersOf(ctx: Context, asked: readonly string[] | undefined): string[] | null {
  requirePermissionSomewhere(ctx, 'alarm:read')
  for (const clusterId of asked ?? []) requirePermission(ctx, 'alarm:read', clusterId)
  if (asked) return [...asked]
  const visible = visibleClusterIds(ctx, 'alarm:read')
  return visible === 'all' ? null : [...visible]
}

export const inClusters = (clusterIds: readonly string[] | null, environment?: readonly string[]) => ({
  ...(clusterIds && { clusterId: { in: [...clusterIds] } }),
  cluster: { removedAt: null, ...(environment && { environment: { in: [...environment] } }) },
})

/** What the database filters by; silences of open incidents are looked up afterwards. */
export function instanceWhere(ctx: Context, filters: InstanceFilters): Prisma.AlarmInstanceWhereInput {
  const { severity, state, ruleId, level, owner, label = [], q, topic, group, broker } = filters
  const { isAcknowledged, isInhibited, isFlapping } = filters
  return {
    ...inClusters(clustersOf(ctx, filters.clusterId), filters.environment),
    ...(severity && { severity: { in: severity } }),
    ...(state && { state: { in: state } }),
    ...(ruleId && { ruleId: { in: ruleId } }),
    ...(level && { level: { in: level } }),
    ...(owner && { owner: { in: owner } }),
    ...(topic !== undefined && { topicName: topic }),
    ...(group !== undefined && { groupName: group }),
    ...(broker !== undefined && { brokerName: broker }),
    ...(isAcknowledged !== undefined && { acknowledgedBy: isAcknowledged ? { not: null } : null }),
    ...(isFlapping !== undefined && { isFlapping }),
    AND: [
      ...label.map((pair): Prisma.AlarmInstanceWhereInput => {
        const at = pair.indexOf('=')
        return { labels: { path: [pair.slice(0, at)], equals: pair.slice(at + 1) } }
      }),
      ...(isInhibited === undefined
        ? []
        : [
            isInhibited
              ? { NOT: { inhibitedBy: { equals: Prisma.DbNull } } }
              : { inhibitedBy: { equals: Prisma.DbNull } },
          ]),
      ...(q === undefined || q === '' ? [] : [{ OR: named.map((field) => ({ [field]: contains(q) })) }]),
    ],
  }
}

const named = ['ruleName', 'brokerName', 'address', 'namespace', 'topicName', 'groupName', 'clientId'] as const

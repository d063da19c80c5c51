import { seesAlarm } from '#lib/clusters/sees-alarm.ts'
import { contains } from '#lib/db/contains.ts'
import { db } from '#lib/db/db.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import {
  reachedClusterIds,
  requirePermissionIn,
  requirePermissionSomewhere,
  visibleClusterIds,
} from '#lib/users/require-permission.ts'

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
 * Clusters that a list is about: those asked for, or all in which the actor sees alarms; null = every one.
 *
 * @throws AppError NOT_FOUND for a cluster that is asked for and not to be seen
 */
export function clustersOf(ctx: Context, asked: readonly string[] | undefined): string[] | null {
  requirePermissionSomewhere(ctx, 'alarm:read')
  for (const clusterId of asked ?? []) requirePermissionIn(ctx, 'alarm:read', clusterId)
  if (asked) return [...asked]
  const reached = reachedClusterIds(ctx, 'alarm:read')
  return reached === 'all' ? null : [...reached]
}

/** Incidents of some clusters that the actor sees: all, or those of the topics and groups on which they hold `alarm:read`. */
export async function seenIn(
  ctx: Context,
  clusterIds: readonly string[] | null,
  environment?: readonly string[],
): Promise<Prisma.AlarmInstanceWhereInput> {
  const cluster = { removedAt: null, ...(environment && { environment: { in: [...environment] } }) }
  const inClusters = clusterIds && { clusterId: { in: [...clusterIds] } }
  const whole = visibleClusterIds(ctx, 'alarm:read')
  const isWhole = (clusterId: string) => whole === 'all' || whole.has(clusterId)
  if (whole === 'all' || clusterIds?.every(isWhole)) return { ...inClusters, cluster }
  const objects = await db().alarmInstance.groupBy({
    by: ['clusterId', 'objectKey', 'namespace', 'topicName', 'groupName'],
    where: { ...inClusters, NOT: { clusterId: { in: [...whole] } } },
  })
  const seen = Map.groupBy(
    objects.filter((names) => seesAlarm(ctx, 'alarm:read', names)),
    ({ clusterId }) => clusterId,
  )
  return {
    cluster,
    AND: [
      {
        OR: [
          { clusterId: { in: [...whole].filter((clusterId) => !clusterIds || clusterIds.includes(clusterId)) } },
          ...[...seen].map(([clusterId, names]) => ({
            clusterId,
            objectKey: { in: [...new Set(names.map(({ objectKey }) => objectKey))] },
          })),
        ],
      },
    ],
  }
}

/** What the database filters by; silences of open incidents are looked up afterwards. */
export async function instanceWhere(ctx: Context, filters: InstanceFilters): Promise<Prisma.AlarmInstanceWhereInput> {
  const { severity, state, ruleId, level, owner, label = [], q, topic, group, broker } = filters
  const { isAcknowledged, isInhibited, isFlapping } = filters
  const seen = await seenIn(ctx, clustersOf(ctx, filters.clusterId), filters.environment)
  return {
    ...seen,
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
      ...(seen.AND ? [{ AND: seen.AND }] : []),
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

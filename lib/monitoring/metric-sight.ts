import type { Context } from '#lib/users/context.ts'
import { hasPermission, requirePermission, requirePermissionIn } from '#lib/users/require-permission.ts'
import { onGroup, onNamespace, onTopic } from '#lib/users/scope-match.ts'
import type { MetricObject, MetricScope } from './schema.ts'

/**
 * What the actor sees of the series of a scope; undefined = all. Numbers of brokers and of the cluster tell of everything in it, so they are for
 * those who see all of it.
 *
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export function metricSight(
  ctx: Context,
  clusterId: string,
  scope: MetricScope,
): ((object: MetricObject) => boolean) | undefined {
  requirePermissionIn(ctx, 'monitoring:read', clusterId)
  if (scope === 'cluster') requirePermission(ctx, 'cluster:read', clusterId)
  if (hasPermission(ctx, 'monitoring:read', clusterId)) return undefined
  if (scope === 'cluster' || scope === 'broker') requirePermission(ctx, 'monitoring:read', clusterId)
  return ({ topicName, groupName, namespace }) => {
    const objects = [
      ...(topicName === undefined ? [] : [onTopic(topicName)]),
      ...(groupName === undefined ? [] : [onGroup(groupName)]),
      ...(namespace === undefined ? [] : [onNamespace(namespace)]),
    ]
    return objects.length > 0 && objects.every((object) => hasPermission(ctx, 'monitoring:read', clusterId, object))
  }
}

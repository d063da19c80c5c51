import type { Context } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { hasPermission } from '#lib/users/require-permission.ts'
import { onGroup, onNamespace, onTopic } from '#lib/users/scope-match.ts'

/** What an incident is about, as it is stored; names that do not apply are empty. */
export interface AlarmNames {
  clusterId: string
  namespace: string
  topicName: string
  groupName: string
}

/**
 * Does the actor hold a permission on what an incident is about? One about a cluster, a broker or a node is about all that is in it; one about a
 * topic of a group is about both.
 */
export function seesAlarm(ctx: Context, permission: Permission, names: AlarmNames): boolean {
  const { clusterId, namespace, topicName, groupName } = names
  if (hasPermission(ctx, permission, clusterId)) return true
  const isOfNamespace = topicName === '' && groupName === '' && namespace !== ''
  const objects = [
    ...(topicName === '' ? [] : [onTopic(topicName)]),
    ...(groupName === '' ? [] : [onGroup(groupName)]),
    ...(isOfNamespace ? [onNamespace(namespace)] : []),
  ]
  return objects.length > 0 && objects.every((object) => hasPermission(ctx, permission, clusterId, object))
}

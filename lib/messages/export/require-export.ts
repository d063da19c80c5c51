import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'

/**
 * The rights to export messages of a topic; of a search without one, of all topics.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export function requireExport(ctx: Context, clusterId: string, topic: string | undefined, withBodies: boolean): void {
  const object = topic === undefined ? undefined : onTopic(topic)
  requirePermission(ctx, 'message:export', clusterId, object)
  if (withBodies) requirePermission(ctx, 'message:read-body', clusterId, object)
}

import type { Context } from '#lib/users/context.ts'
import { hasPermission } from '#lib/users/require-permission.ts'
import type { HealthReason } from './schema.ts'

/**
 * The reasons of a cluster's health that the actor may know. They name its servers and count all that is in it, so who sees a part
 * of it gets none; alarms have a right of their own.
 */
export function seenReasons(ctx: Context, clusterId: string, reasons: HealthReason[]): HealthReason[] {
  if (!hasPermission(ctx, 'cluster:read', clusterId)) return []
  if (hasPermission(ctx, 'alarm:read', clusterId)) return reasons
  return reasons.filter(({ code }) => code !== 'CRITICAL_ALARM')
}

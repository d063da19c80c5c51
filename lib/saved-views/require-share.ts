import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn, requirePermissionSomewhere } from '#lib/users/require-permission.ts'

/** @throws AppError FORBIDDEN without view:share in the cluster of the view; for a page of all clusters, in any */
export function requireShare(ctx: Context, clusterId: string | null): void {
  if (clusterId === null) requirePermissionSomewhere(ctx, 'view:share')
  else requirePermissionIn(ctx, 'view:share', clusterId)
}

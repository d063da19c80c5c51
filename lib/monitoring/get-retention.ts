import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findStore } from './metric-store.ts'
import { type Retention, retentionDefaults } from './schema.ts'

/** How long the numbers of a cluster are kept. */
export async function getRetention(ctx: Context, { clusterId }: { clusterId: string }): Promise<Retention> {
  requirePermission(ctx, 'monitoring:read', clusterId)
  const { minuteDays, fiveMinuteDays, hourDays } = (await findStore(clusterId)) ?? retentionDefaults
  return { minuteDays, fiveMinuteDays, hourDays }
}

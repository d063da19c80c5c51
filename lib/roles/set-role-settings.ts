import { audited } from '#lib/audit/audited.ts'
import { findRegistration } from '#lib/clusters/find-registration.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { getRoleSettings } from './get-role-settings.ts'
import { readKeyMaxAgeDays } from './role-records.ts'
import type { RoleSettings } from './settings-schema.ts'

/** After how many days a secret is called old; null switches the reminder off. Touches no broker. */
export async function setRoleSettings(
  ctx: Context,
  { clusterId, keyMaxAgeDays }: { clusterId: string; keyMaxAgeDays: number | null },
): Promise<RoleSettings> {
  requirePermission(ctx, 'role:write', clusterId)
  const { name } = await findRegistration(clusterId)
  const entry = {
    action: 'role.settings-update',
    clusterId,
    target: { kind: 'cluster', name },
    permission: 'role:write' as const,
    before: { keyMaxAgeDays: await readKeyMaxAgeDays(clusterId) },
    detail: { keyMaxAgeDays },
  }
  return audited(ctx, entry, async (record) => {
    await db().roleSettings.upsert({
      where: { clusterId },
      create: { clusterId, keyMaxAgeDays },
      update: { keyMaxAgeDays },
    })
    record.after({ keyMaxAgeDays })
    return getRoleSettings(ctx, { clusterId })
  })
}

import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { AuditSettings } from './schema.ts'

const settingKey = 'audit-settings'

/** How many days rows of the audit are kept. */
export async function readRetentionDays(): Promise<number> {
  return (await readSettings()).retentionDays
}

async function readSettings(): Promise<AuditSettings> {
  const setting = await db().setting.findUnique({ where: { key: settingKey } })
  return AuditSettings.parse(setting?.value ?? {})
}

export async function getAuditSettings(ctx: Context): Promise<AuditSettings> {
  requirePermission(ctx, 'audit:read')
  return readSettings()
}

/** A right of its own: neither reading the audit nor managing people must shorten how long it is kept what they did. */
export async function updateAuditSettings(ctx: Context, input: AuditSettings): Promise<AuditSettings> {
  requirePermission(ctx, 'audit:manage')
  const before = await readSettings()
  const entry = { action: 'audit.settings', target: { kind: 'audit', name: 'retention' }, before }
  return audited(ctx, entry, async (record) => {
    await db().setting.upsert({
      where: { key: settingKey },
      create: { key: settingKey, value: input },
      update: { value: input },
    })
    record.after(input)
    return input
  })
}

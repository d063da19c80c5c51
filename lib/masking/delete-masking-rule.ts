import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { forgetMaskers } from './masker-of.ts'
import { ruleNotFound } from './rule-problems.ts'
import { findRule } from './rule-row.ts'

/** @throws AppError NOT_FOUND */
export async function deleteMaskingRule(ctx: Context, ruleId: string): Promise<undefined> {
  requirePermission(ctx, 'masking:manage')
  const before = await findRule(ruleId)
  if (!before) throw ruleNotFound(ruleId)
  const entry = {
    action: 'masking-rule.delete',
    target: { kind: 'masking-rule', name: before.name },
    permission: 'masking:manage' as const,
    before,
  }
  await audited(ctx, entry, async () => {
    await db().maskingRule.deleteMany({ where: { ruleId } })
    forgetMaskers()
  })
}

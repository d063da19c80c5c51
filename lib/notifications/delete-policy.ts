import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findPolicy } from './list-policies.ts'
import { policyNotFound } from './update-policy.ts'

/** @throws AppError NOT_FOUND, CONFLICT for the default policy */
export async function deletePolicy(ctx: Context, policyId: string): Promise<undefined> {
  requirePermission(ctx, 'policy:manage')
  const before = await findPolicy(policyId)
  if (!before) throw policyNotFound(policyId)
  const entry = { action: 'policy.delete', target: { kind: 'policy', name: before.name }, before }
  await audited(ctx, entry, async () => {
    if (before.isDefault) throw new AppError('CONFLICT', 'The default policy stays.', { reason: 'DEFAULT' })
    await db().noticePolicy.deleteMany({ where: { policyId } })
  })
}

import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { revisionConflict } from '#lib/users/revision-conflict.ts'
import { forgetMaskers } from './masker-of.ts'
import { requireSoundRule } from './require-sound-rule.ts'
import { asNameTaken, ruleNotFound } from './rule-problems.ts'
import { columnsOf, findRule, lockRules } from './rule-row.ts'
import { type MaskingRule, type MaskingRulePatch, NewMaskingRule } from './schema.ts'

/**
 * Changes a rule, or moves it to another place. What was read before stays as it was shown.
 *
 * @throws AppError NOT_FOUND, INVALID_INPUT, CONFLICT for an old revision or a name that is taken
 */
export async function updateMaskingRule(
  ctx: Context,
  { ruleId, ...patch }: MaskingRulePatch & { ruleId: string },
): Promise<MaskingRule> {
  requirePermission(ctx, 'masking:manage')
  const before = await findRule(ruleId)
  if (!before) throw ruleNotFound(ruleId)
  const { revision, position, ...fields } = patch
  const entry = {
    action: 'masking-rule.update',
    target: { kind: 'masking-rule', name: before.name },
    permission: 'masking:manage' as const,
    before,
  }
  return audited(ctx, entry, async (record) => {
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    const rule = NewMaskingRule.strip().parse({ ...before, ...given })
    await requireSoundRule(rule)
    await db()
      .$transaction(async (tx) => {
        await lockRules(tx)
        const { count } = await tx.maskingRule.updateMany({
          where: { ruleId, revision: Number(revision ?? before.revision) || 0 },
          data: { ...columnsOf(rule), updatedBy: ctx.actor.name, revision: { increment: 1 } },
        })
        if (count === 0) throw revisionConflict(`The masking rule ${before.name}`)
        if (position !== undefined) await move(tx, ruleId, position)
      })
      .catch((error: unknown) => {
        throw asNameTaken(error, rule.name)
      })
    forgetMaskers()
    const after = await findRule(ruleId)
    if (!after) throw ruleNotFound(ruleId)
    record.after(after)
    return after
  })
}

async function move(tx: Prisma.TransactionClient, ruleId: string, position: number): Promise<void> {
  const rows = await tx.maskingRule.findMany({
    orderBy: [{ position: 'asc' }, { ruleId: 'asc' }],
    select: { ruleId: true },
  })
  const order = rows.map((row) => row.ruleId).filter((id) => id !== ruleId)
  order.splice(position - 1, 0, ruleId)
  for (const [index, id] of order.entries()) {
    await tx.maskingRule.update({ where: { ruleId: id }, data: { position: index + 1 } })
  }
}

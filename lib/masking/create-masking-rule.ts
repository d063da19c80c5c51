import { randomUUID } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { forgetMaskers } from './masker-of.ts'
import { requireSoundRule } from './require-sound-rule.ts'
import { asNameTaken, ruleNotFound } from './rule-problems.ts'
import { columnsOf, findRule, lockRules } from './rule-row.ts'
import { type MaskingRule, maskingLimits, type NewMaskingRule } from './schema.ts'

/**
 * Adds a rule as the last one. It holds at once in this process, in the others within a second.
 *
 * @throws AppError INVALID_INPUT, CONFLICT for a name that is taken, LIMIT_EXCEEDED
 */
export async function createMaskingRule(ctx: Context, input: NewMaskingRule): Promise<MaskingRule> {
  requirePermission(ctx, 'masking:manage')
  const entry = {
    action: 'masking-rule.create',
    target: { kind: 'masking-rule', name: input.name },
    permission: 'masking:manage' as const,
  }
  return audited(ctx, entry, async (record) => {
    await requireSoundRule(input)
    const ruleId = randomUUID()
    await db()
      .$transaction(async (tx) => {
        await lockRules(tx)
        const used = await tx.maskingRule.count()
        if (used >= maskingLimits.rules) {
          const limit = maskingLimits.rules
          throw new AppError('LIMIT_EXCEEDED', `There are ${limit} rules already.`, { limit, used })
        }
        const last = await tx.maskingRule.aggregate({ _max: { position: true } })
        const position = (last._max.position ?? 0) + 1
        await tx.maskingRule.create({ data: { ruleId, ...columnsOf(input), position, updatedBy: ctx.actor.name } })
      })
      .catch((error: unknown) => {
        throw asNameTaken(error, input.name)
      })
    forgetMaskers()
    const saved = await findRule(ruleId)
    if (!saved) throw ruleNotFound(ruleId)
    record.after(saved)
    return saved
  })
}

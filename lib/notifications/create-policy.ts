import { randomUUID } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findPolicy } from './list-policies.ts'
import { asNameTaken } from './name-taken.ts'
import type { NewNoticePolicy, NoticePolicy } from './policy-schema.ts'
import { lockPolicies, setChannels } from './write-policy.ts'

const MAX_POLICIES = 200

/**
 * Adds a policy as the last before the default one.
 *
 * @throws AppError CONFLICT for a name that is taken, INVALID_INPUT for a channel that is not there, LIMIT_EXCEEDED
 */
export async function createPolicy(ctx: Context, input: NewNoticePolicy): Promise<NoticePolicy> {
  requirePermission(ctx, 'policy:manage')
  const { channelIds, ...fields } = input
  const entry = { action: 'policy.create', target: { kind: 'policy', name: input.name } }
  return audited(ctx, entry, async (record) => {
    const policyId = randomUUID()
    await db()
      .$transaction(async (tx) => {
        await lockPolicies(tx)
        const used = await tx.noticePolicy.count()
        if (used >= MAX_POLICIES) {
          throw new AppError('LIMIT_EXCEEDED', `There are ${MAX_POLICIES} policies already.`, {
            limit: MAX_POLICIES,
            used,
          })
        }
        const last = await tx.noticePolicy.aggregate({ where: { isDefault: false }, _max: { position: true } })
        await tx.noticePolicy.create({ data: { policyId, ...fields, position: (last._max.position ?? 0) + 1 } })
        await setChannels(tx, policyId, channelIds)
      })
      .catch((error: unknown) => {
        throw asNameTaken(error, 'policy', input.name)
      })
    const saved = await findPolicy(policyId)
    if (!saved) throw new AppError('NOT_FOUND', `The policy ${input.name} was deleted meanwhile.`)
    record.after(saved)
    return saved
  })
}

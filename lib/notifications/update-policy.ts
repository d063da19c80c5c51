import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { revisionConflict } from '#lib/users/revision-conflict.ts'
import { findPolicy } from './list-policies.ts'
import { asNameTaken } from './name-taken.ts'
import type { NoticePolicy, NoticePolicyPatch } from './policy-schema.ts'
import { lockPolicies, requireDefaultStays, setChannels } from './write-policy.ts'

/**
 * Changes a policy, or moves it to another place. Alarms that fire keep what was enqueued for them; what comes next is routed anew.
 *
 * @throws AppError NOT_FOUND, INVALID_INPUT, CONFLICT for an old revision or a name that is taken
 */
export async function updatePolicy(
  ctx: Context,
  { policyId, ...patch }: NoticePolicyPatch & { policyId: string },
): Promise<NoticePolicy> {
  requirePermission(ctx, 'policy:manage')
  const before = await findPolicy(policyId)
  if (!before) throw policyNotFound(policyId)
  if (before.isDefault) requireDefaultStays(patch)
  const { revision, channelIds, position, ...fields } = patch
  const entry = { action: 'policy.update', target: { kind: 'policy', name: before.name }, before }
  return audited(ctx, entry, async (record) => {
    await db()
      .$transaction(async (tx) => {
        await lockPolicies(tx)
        const data = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
        const { count } = await tx.noticePolicy.updateMany({
          where: { policyId, ...(revision !== undefined && { revision: Number(revision) || 0 }) },
          data: { ...(data as Prisma.NoticePolicyUpdateManyMutationInput), revision: { increment: 1 } }, // the fields of the patch are those of the table
        })
        if (count === 0) throw revisionConflict(`The policy ${before.name}`)
        if (channelIds !== undefined) await setChannels(tx, policyId, channelIds)
        if (position !== undefined) await move(tx, policyId, position)
      })
      .catch((error: unknown) => {
        throw asNameTaken(error, 'policy', fields.name)
      })
    const after = await findPolicy(policyId)
    if (!after) throw policyNotFound(policyId)
    record.after(after)
    return after
  })
}

async function move(tx: Prisma.TransactionClient, policyId: string, position: number): Promise<void> {
  const rows = await tx.noticePolicy.findMany({
    where: { isDefault: false },
    orderBy: [{ position: 'asc' }, { policyId: 'asc' }],
    select: { policyId: true },
  })
  const order = rows.map((row) => row.policyId).filter((id) => id !== policyId)
  order.splice(position - 1, 0, policyId)
  for (const [i, id] of order.entries()) {
    await tx.noticePolicy.update({ where: { policyId: id }, data: { position: i + 1 } })
  }
}

export const policyNotFound = (policyId: string) => new AppError('NOT_FOUND', `There is no policy ${policyId}.`)

import { audited } from '#lib/audit/audited.ts'
import { deleteSecret } from '#lib/clusters/sealed-secrets.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { findSubscriptionRow, newestPosition, secretsOf, toSubscription } from './find-subscription.ts'
import { requireSubscription } from './write-subscription.ts'

/**
 * Deletes a subscription with its secrets; what it was not sent yet, it is not sent.
 * @throws AppError NOT_FOUND
 */
export async function deleteSubscription(ctx: Context, subscriptionId: string): Promise<undefined> {
  requireSubscription(ctx)
  const row = await findSubscriptionRow(subscriptionId)
  const before = toSubscription(row, await newestPosition())
  requireSubscription(ctx, before.types)
  const target = { kind: 'event-subscription', name: before.name }
  await audited(ctx, { action: 'event-subscription.delete', target, before }, () =>
    db().$transaction(async (tx) => {
      for (const { sealedId } of Object.values(secretsOf(row))) await deleteSecret(sealedId, tx)
      await tx.eventSubscription.deleteMany({ where: { subscriptionId } })
    }),
  )
}

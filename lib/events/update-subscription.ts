import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { asNameTaken } from '#lib/notifications/name-taken.ts'
import type { Context } from '#lib/users/context.ts'
import { revisionConflict } from '#lib/users/revision-conflict.ts'
import { beginCollecting } from './collect-events.ts'
import { findSubscriptionRow, newestPosition, secretsOf, toSubscription } from './find-subscription.ts'
import type { EventSubscription, EventSubscriptionPatch } from './schema.ts'
import { checkDestination, requireSubscription, sealSecrets } from './write-subscription.ts'

/**
 * Changes a subscription. What waits goes out as it is then; what happened while it was switched off is not sent.
 * @throws AppError NOT_FOUND, INVALID_INPUT, CONFLICT for an old revision or a name that is taken
 */
export async function updateSubscription(
  ctx: Context,
  { subscriptionId, ...patch }: EventSubscriptionPatch & { subscriptionId: string },
): Promise<EventSubscription> {
  const { revision, secrets, ...fields } = patch
  requireSubscription(ctx, fields.types ?? [])
  const row = await findSubscriptionRow(subscriptionId)
  const before = toSubscription(row, await newestPosition())
  requireSubscription(ctx, before.types)
  const destination = fields.destination ?? before.destination
  const kept = destination.kind === before.destination.kind ? secretsOf(row) : {}
  await checkDestination(destination, secrets, Object.keys(kept))
  const entry = {
    action: 'event-subscription.update',
    target: { kind: 'event-subscription', name: before.name },
    before,
  }
  return audited(ctx, entry, async (record) => {
    const after = await db()
      .$transaction(async (tx) => {
        const isSwitchedOn = fields.isEnabled === true && !before.isEnabled
        const position = isSwitchedOn ? await beginCollecting(tx) : null
        const { count } = await tx.eventSubscription.updateMany({
          where: { subscriptionId, ...(revision !== undefined && { revision: Number(revision) || 0 }) },
          data: {
            ...defined(fields),
            revision: { increment: 1 },
            // Another address may answer at once.
            nextAt: null,
            // Another choice of events is another message, under another id.
            sendingThrough: null,
            ...(position !== null && { position, beginsAt: new Date(), attempts: 0, firstTriedAt: null }),
          },
        })
        if (count === 0) throw revisionConflict(`The subscription ${before.name}`)
        const sealed = await sealSecrets(tx, destination, secretsOf(row), secrets)
        const saved = await tx.eventSubscription.update({ where: { subscriptionId }, data: { secrets: sealed } })
        return toSubscription(saved, await newestPosition(tx))
      })
      .catch((error: unknown) => {
        throw asNameTaken(error, 'subscription', fields.name)
      })
    record.after(after)
    return after
  })
}

/** Without the fields that were not given. */
const defined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  } // the same keys

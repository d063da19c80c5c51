import { randomUUID } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { asNameTaken } from '#lib/notifications/name-taken.ts'
import type { Context } from '#lib/users/context.ts'
import { beginCollecting } from './collect-events.ts'
import { toSubscription } from './find-subscription.ts'
import type { EventSubscription, NewEventSubscription } from './schema.ts'
import { checkDestination, requireSubscription, sealSecrets } from './write-subscription.ts'

/** Each one reads all events; there is no use for more. */
const MAX_SUBSCRIPTIONS = 50

/**
 * Sends events from now on.
 * @throws AppError INVALID_INPUT, CONFLICT for a name that is taken, LIMIT_EXCEEDED
 */
export async function createSubscription(ctx: Context, input: NewEventSubscription): Promise<EventSubscription> {
  requireSubscription(ctx, input.types)
  const { secrets, ...fields } = input
  await checkDestination(input.destination, secrets, [])
  const entry = { action: 'event-subscription.create', target: { kind: 'event-subscription', name: input.name } }
  return audited(ctx, entry, async (record) => {
    const used = await db().eventSubscription.count()
    if (used >= MAX_SUBSCRIPTIONS) {
      const detail = `There are ${MAX_SUBSCRIPTIONS} subscriptions already.`
      throw new AppError('LIMIT_EXCEEDED', detail, { limit: MAX_SUBSCRIPTIONS, used })
    }
    const saved = await db()
      .$transaction(async (tx) => {
        const position = await beginCollecting(tx)
        const row = await tx.eventSubscription.create({
          data: {
            subscriptionId: randomUUID(),
            ...fields,
            secrets: await sealSecrets(tx, input.destination, {}, secrets),
            position,
            beginsAt: new Date(),
            createdBy: ctx.actor.name,
          },
        })
        return toSubscription(row, position)
      })
      .catch((error: unknown) => {
        throw asNameTaken(error, 'subscription', input.name)
      })
    record.after(saved)
    return saved
  })
}

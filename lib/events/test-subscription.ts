import { randomUUID } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { destinationOf, findSubscriptionRow, secretsOf } from './find-subscription.ts'
import { testEvent } from './message.ts'
import type { EventTest } from './schema.ts'
import { sendEvents } from './send-message.ts'
import { requireSubscription } from './write-subscription.ts'

/**
 * Sends a test event at once, also when the subscription is switched off: one tries it before it is used.
 *
 * @returns what was sent and answered; a refusal is an answer, no error
 * @throws AppError NOT_FOUND
 */
export async function testSubscription(ctx: Context, subscriptionId: string, now = new Date()): Promise<EventTest> {
  requireSubscription(ctx)
  const row = await findSubscriptionRow(subscriptionId)
  const target = { kind: 'event-subscription', name: row.name }
  return audited(ctx, { action: 'event-subscription.test', target }, async (record) => {
    const to = { name: row.name, destination: destinationOf(row), secrets: secretsOf(row) }
    const { retryAfterSeconds: _retryAfter, ...outcome } = await sendEvents(
      to,
      randomUUID(),
      [testEvent(row.name, now)],
      { now, signal: ctx.signal },
    )
    const { isAccepted, answer, error } = outcome
    await db().eventSubscription.updateMany({
      where: { subscriptionId },
      data: isAccepted ? { lastSuccessAt: now } : { lastFailureAt: now, lastFailure: error },
    })
    record.after({ isAccepted, answer, error })
    return outcome
  })
}

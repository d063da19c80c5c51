import { db } from '#lib/db/db.ts'
import type { EventSubscription, OutgoingEvent } from '#lib/db/generated/client.ts'
import { LEASE_MS, nextAttemptAt } from '#lib/notifications/outbox-times.ts'
import { destinationOf, secretsOf } from './find-subscription.ts'
import { matchesSubscription } from './match-event.ts'
import { eventBodies } from './message.ts'
import { sendEvents } from './send-message.ts'

/** Subscriptions that one process serves at a time: one receiver that does not answer must not keep the others waiting. */
const LANES = 4
const READ_AT_ONCE = 500
const SENT_AT_ONCE = 100

/**
 * Sends what subscriptions have not got yet, each in order, until nothing is due. Any number of processes may do so at once: who
 * claims a subscription serves it. At least once: when one dies between sending and writing it down, another sends the same message, under
 * the same id, after the lease.
 *
 * @param holder who this is; another for each process
 */
export async function sendDueEvents(holder: string, clock: () => Date, signal: AbortSignal): Promise<void> {
  const lane = async () => {
    while (!signal.aborted) {
      const row = await claim(holder, clock())
      if (!row) return
      // What was begun is finished, also when the process is told to stop meanwhile: broken off, it would be sent twice.
      await serve(row, holder, clock)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

async function claim(holder: string, now: Date): Promise<EventSubscription | null> {
  const [found] = await db().$queryRaw<{ id: string }[]>`
    update event_subscriptions set holder = ${holder}, lease_ends_at = ${new Date(now.getTime() + LEASE_MS)}
    where subscription_id = (
      select subscription_id from event_subscriptions
      where is_enabled and (next_at is null or next_at <= ${now}) and (lease_ends_at is null or lease_ends_at <= ${now})
        and position < (select position from event_collector)
      order by position limit 1 for update skip locked
    )
    returning subscription_id id`
  return found ? db().eventSubscription.findUnique({ where: { subscriptionId: found.id } }) : null
}

/** One message, or a step over events that are not for it. */
async function serve(row: EventSubscription, holder: string, clock: () => Date): Promise<void> {
  const isMine = { subscriptionId: row.subscriptionId, holder }
  const free = { holder: null, leaseEndsAt: null, sendingThrough: null, attempts: 0, firstTriedAt: null, nextAt: null }
  const { events, through, missed } = await nextEvents(row)
  const bodies = await eventBodies(events)
  if (bodies.length === 0) {
    await db().eventSubscription.updateMany({
      where: isMine,
      data: { ...free, position: through, lost: { increment: missed } },
    })
    return
  }
  const firstTriedAt = row.firstTriedAt ?? clock()
  const attempts = row.attempts + 1
  // Before it is sent: whoever sends it again must send the same events.
  await db().eventSubscription.updateMany({
    where: isMine,
    data: { sendingThrough: through, attempts, firstTriedAt },
  })
  const messageId = `${row.subscriptionId}.${row.revision}.${bodies[0]?.position}-${through}`
  const to = { name: row.name, destination: destinationOf(row), secrets: secretsOf(row) }
  const outcome = await sendEvents(to, messageId, bodies, { now: clock(), signal: AbortSignal.timeout(LEASE_MS) })
  const now = clock()
  const failure = { lastFailureAt: now, lastFailure: outcome.error }
  const nextAt = outcome.isAccepted
    ? null
    : nextAttemptAt(attempts, firstTriedAt, now, { retryAfterSeconds: outcome.retryAfterSeconds })
  await db().eventSubscription.updateMany({
    where: isMine,
    data: outcome.isAccepted
      ? {
          ...free,
          position: through,
          sent: { increment: bodies.length },
          lost: { increment: missed },
          lastSuccessAt: now,
        }
      : nextAt
        ? { ...failure, holder: null, leaseEndsAt: null, nextAt }
        : { ...failure, ...free, position: through, lost: { increment: bodies.length + missed } },
  })
}

/**
 * The events of the next message, and where it ends.
 * @returns `missed`: how many were dropped before it got to them
 */
async function nextEvents(
  row: EventSubscription,
): Promise<{ events: OutgoingEvent[]; through: bigint; missed: number }> {
  const read = await db().outgoingEvent.findMany({
    where: {
      position: { gt: row.position, ...(row.sendingThrough !== null && { lte: row.sendingThrough }) },
    },
    orderBy: { position: 'asc' },
    take: READ_AT_ONCE,
  })
  const [first] = read
  if (!first) {
    const newest = row.sendingThrough ?? (await db().eventCollector.findUniqueOrThrow({ where: { id: 1 } })).position
    return { events: [], through: newest, missed: Number(newest - row.position) }
  }
  const missed = Number(first.position - row.position - 1n)
  const events = read.filter((event) => matchesSubscription(row, event)).slice(0, SENT_AT_ONCE)
  const isFull = events.length === SENT_AT_ONCE
  const through = (isFull ? events.at(-1) : read.at(-1))?.position ?? row.position
  return { events, through: row.sendingThrough ?? through, missed }
}

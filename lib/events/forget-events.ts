import { db } from '#lib/db/db.ts'

const KEPT_MS = 3 * 24 * 3_600_000

/** Drops events after three days, sent or not: whoever was silent for so long is told how many it has lost. */
export async function forgetEvents(now: Date): Promise<void> {
  await db().outgoingEvent.deleteMany({ where: { collectedAt: { lt: new Date(now.getTime() - KEPT_MS) } } })
}

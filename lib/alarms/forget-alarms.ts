import { db } from '#lib/db/db.ts'

const KEPT_MS = 400 * 24 * 3_600_000

/** Drops incidents, with their events and notes, and silences that ended 400 days ago. */
export async function forgetAlarms(now: Date): Promise<void> {
  const endedAt = { lt: new Date(now.getTime() - KEPT_MS) }
  await db().alarmInstance.deleteMany({ where: { endedAt } })
  await db().alarmSilence.deleteMany({ where: { endsAt: endedAt } })
}

import { db } from '#lib/db/db.ts'

/** Drops attempts, trials and links that have run out. For the worker. */
export async function forgetSignIns(now: Date): Promise<void> {
  const where = { expiresAt: { lt: now } }
  await db().signInAttempt.deleteMany({ where })
  await db().signInTest.deleteMany({ where })
  await db().passwordLink.deleteMany({ where })
}

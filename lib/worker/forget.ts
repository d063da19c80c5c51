import { forgetAlarms } from '#lib/alarms/forget-alarms.ts'
import { forgetIdempotencyKeys } from '#lib/api/idempotency.ts'
import { forgetRateLimits } from '#lib/api/rate-limit.ts'
import { db } from '#lib/db/db.ts'
import { forgetEvents } from '#lib/events/forget-events.ts'
import { forgetFiles } from '#lib/jobs/job-file.ts'
import { forgetMessageLinks } from '#lib/messages/message-links.ts'
import { forgetNotices } from '#lib/notifications/forget-notices.ts'
import { forgetSignIns } from '#lib/sign-in/forget-sign-ins.ts'
import { forgetSignInFailures } from '#lib/users/lock-out.ts'

const dayMs = 24 * 3_600_000

/** Drops what has ended by itself and is read by nobody any more: sessions, one-time values, counters, workers that are gone. */
export async function forget(now: Date): Promise<void> {
  const before = (ageMs: number) => new Date(now.getTime() - ageMs)
  await db().session.deleteMany({ where: { expiresAt: { lt: now } } })
  await db().verification.deleteMany({ where: { expiresAt: { lt: now } } })
  // For a day About can say since when no worker has been seen.
  await db().workerProcess.deleteMany({ where: { lastSeenAt: { lt: before(dayMs) } } })
  await db().offsetSnapshot.deleteMany({ where: { expiresAt: { lt: now } } })
  await db().offsetPreview.deleteMany({ where: { expiresAt: { lt: before(dayMs) } } })
  await db().offsetReset.deleteMany({ where: { expiresAt: { lt: now } } })
  await forgetAlarms(now)
  await forgetFiles(now)
  await forgetMessageLinks(now)
  await db().job.deleteMany({ where: { expiresAt: { lt: now } } })
  await db().deadLetterMark.deleteMany({ where: { expiresAt: { lt: now } } })
  await db().deadLetterResend.deleteMany({ where: { expiresAt: { lt: now } } })
  await db().diagnosis.deleteMany({ where: { expiresAt: { lt: now } } })
  // Of clusters that are gone. A lease that is in use was renewed seconds ago.
  await db().lease.deleteMany({ where: { expiresAt: { lt: before(dayMs) } } })
  await forgetIdempotencyKeys(now)
  await forgetRateLimits(now)
  await forgetNotices(now)
  await forgetEvents(now)
  await forgetSignInFailures(now)
  await forgetSignIns(now)
}

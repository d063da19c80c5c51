import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'

const minuteMs = 60_000

/**
 * Counts one request of `subject` in the running minute, over all web processes.
 * @returns how many there were, this one included
 */
export async function countRequest(subject: string, now: Date): Promise<number> {
  const windowStart = new Date(now.getTime() - (now.getTime() % minuteMs))
  const rows = await db().$queryRaw<{ count: number }[]>`
    insert into rate_limit_windows (subject, window_start, count) values (${subject}, ${windowStart}, 1)
    on conflict (subject, window_start) do update set count = rate_limit_windows.count + 1
    returning count`
  return rows[0]?.count ?? 1
}

/** @throws AppError RATE_LIMITED beyond `perMinute` requests in the running minute, with the time until the next */
export async function limitRate(subject: string, perMinute: number, now = new Date()): Promise<void> {
  const count = await countRequest(subject, now)
  if (count <= perMinute) return
  const retryAfterMs = minuteMs - (now.getTime() % minuteMs)
  throw new AppError('RATE_LIMITED', `More than ${perMinute} requests in a minute.`, { retryAfterMs, limit: perMinute })
}

/** Forgets windows older than an hour. For the worker. */
export async function forgetRateLimits(now: Date): Promise<void> {
  await db().rateLimitWindow.deleteMany({ where: { windowStart: { lt: new Date(now.getTime() - 60 * minuteMs) } } })
}

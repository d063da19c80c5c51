/** How long each wait is after an attempt that failed; the last one again and again. */
const WAITS_MS = [5_000, 30_000, 2 * 60_000, 10 * 60_000, 3_600_000]
/** Then nobody waits for it any more. */
const GIVE_UP_MS = 24 * 3_600_000
const MAX_RETRY_AFTER_MS = 3_600_000

/** Longer than any attempt takes: whoever has not written an outcome by then has died. */
export const LEASE_MS = 60_000

/**
 * When an attempt that failed is made again; null = never.
 *
 * @param attempts made so far, at least one
 * @param since when the notice was enqueued
 * @param retryAfterSeconds what the platform asked for
 * @param maxRetries of the channel; null = as long as it makes sense
 * @param giveUpMs how long it makes sense
 */
export function nextAttemptAt(
  attempts: number,
  since: Date,
  now: Date,
  {
    retryAfterSeconds = null,
    maxRetries = null,
    giveUpMs = GIVE_UP_MS,
  }: { retryAfterSeconds?: number | null; maxRetries?: number | null; giveUpMs?: number } = {},
): Date | null {
  if (maxRetries !== null && attempts > maxRetries) return null
  const waitMs = WAITS_MS[Math.min(attempts, WAITS_MS.length) - 1] ?? WAITS_MS[0] ?? 0
  const asked = Math.min((retryAfterSeconds ?? 0) * 1000, MAX_RETRY_AFTER_MS)
  const at = new Date(now.getTime() + Math.max(waitMs, asked))
  return at.getTime() - since.getTime() > giveUpMs ? null : at
}

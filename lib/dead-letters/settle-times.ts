import { retrySchedule } from '#lib/groups/retry-policy.ts'
import type { GroupRetryPolicy } from '#lib/groups/schema.ts'

/** A message that was just stored is consumed soon, if somebody is there. */
export const FIRST_CHECK_MS = 3_000
const MAX_PAUSE_MS = 60_000
/** RocketMQ's own: sixteen, at growing distances. */
const DEFAULT_RETRIES = 16
const DEFAULT_DELAYS_MS = [10, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 1_200, 1_800, 3_600, 7_200].map(
  (seconds) => seconds * 1_000,
)
/** Each retry is consumed for a while, and comes a little late; what is taken by POP is tried again when its time is up. */
const PER_RETRY_MS = 5_000
const PER_POP_RETRY_MS = 60_000
const SLACK_MS = 10_000

/** How long after it was consumed a message can still fail for good: all its retries, each failing at once, with some slack. */
export function retryWindowMs(group: {
  policy: GroupRetryPolicy | null
  maxRetries: number | null
  isPop: boolean
}): number {
  const policy = group.policy ?? { type: 'TIERED' as const, delaysMs: DEFAULT_DELAYS_MS }
  const schedule = retrySchedule(policy, group.maxRetries ?? DEFAULT_RETRIES)
  const perRetry = group.isPop ? PER_POP_RETRY_MS : PER_RETRY_MS
  return (schedule.at(-1)?.afterMs ?? 0) + (schedule.length + Number(group.isPop)) * perRetry + SLACK_MS
}

/** When to look again: soon at first, then once a minute. Never later than when its fate is sealed. */
export function nextCheckAt(since: Date, now: Date, settlesAt: Date | null): Date {
  const pause = Math.min(MAX_PAUSE_MS, Math.max(FIRST_CHECK_MS, (now.getTime() - since.getTime()) / 4))
  const next = now.getTime() + pause
  const isSealedBefore = settlesAt !== null && settlesAt > now && settlesAt.getTime() < next
  return isSealedBefore ? settlesAt : new Date(next)
}

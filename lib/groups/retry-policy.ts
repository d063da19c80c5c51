import type { RetryPolicy } from '#lib/rocketmq/admin/group-config.ts'
import type { RetryPolicyChange } from '#lib/rocketmq/admin/groups.ts'
import type { GroupRetryPolicy } from './schema.ts'

/** Levels that brokers leave out: the first wait is the third one of the list (CustomizedRetryPolicy, `reconsumeTimes + 2`). */
const SKIPPED_LEVELS = 2
const MAX_SCHEDULED = 64
/** RocketMQ raises the multiplier no further than to this power. */
const MAX_POWER = 32

/** The policy as it takes effect. Exponential without growth is a fixed interval. */
export function toGroupRetryPolicy(policy: RetryPolicy): GroupRetryPolicy {
  if (policy.type === 'CUSTOMIZED') {
    const effective = policy.nextMs.slice(Math.min(SKIPPED_LEVELS, Math.max(0, policy.nextMs.length - 1)))
    return { type: 'TIERED', delaysMs: effective }
  }
  const { initialMs, maxMs, multiplier } = policy
  if (multiplier === 1) return { type: 'FIXED', intervalMs: Math.min(initialMs, maxMs) }
  return { type: 'EXPONENTIAL', initialMs, maxMs, multiplier }
}

/** The policy as it is written. A fixed interval is exponential without growth. */
export function toRetryPolicyChange(policy: GroupRetryPolicy): RetryPolicyChange {
  switch (policy.type) {
    case 'TIERED':
      return { type: 'CUSTOMIZED', effectiveMs: policy.delaysMs }
    case 'EXPONENTIAL':
      return policy
    case 'FIXED':
      return { type: 'EXPONENTIAL', initialMs: policy.intervalMs, maxMs: policy.intervalMs, multiplier: 1 }
  }
}

/**
 * When each retry happens: the wait before it, and the time since the first failure, each taken as failing at once.
 *
 * @returns at most 64 retries
 */
export function retrySchedule(
  policy: GroupRetryPolicy,
  maxRetries: number,
): { retry: number; delayMs: number; afterMs: number }[] {
  let afterMs = 0
  return Array.from({ length: Math.min(Math.max(0, maxRetries), MAX_SCHEDULED) }, (_, index) => {
    const delayMs = delayBefore(policy, index)
    afterMs += delayMs
    return { retry: index + 1, delayMs, afterMs }
  })
}

/** @param index 0 for the first retry */
function delayBefore(policy: GroupRetryPolicy, index: number): number {
  switch (policy.type) {
    case 'TIERED':
      return policy.delaysMs[Math.min(index, policy.delaysMs.length - 1)] ?? 0
    case 'EXPONENTIAL':
      return Math.min(policy.maxMs, policy.initialMs * Math.trunc(policy.multiplier ** Math.min(index, MAX_POWER)))
    case 'FIXED':
      return policy.intervalMs
  }
}

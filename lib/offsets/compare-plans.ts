import { queueKey, type ResetPlan } from './reset-plan.ts'

/** What is other than it was shown. */
export type StaleReason = 'QUEUES' | 'MODEL' | 'CLIENTS' | 'MECHANISM' | 'OFFSETS'

/**
 * Has the world moved since the preview, so that applying it would do something else than was shown? A group without clients
 * stands still, so each of its offsets must; a running one moves, and its targets are worked out anew.
 *
 * @returns null when the preview still holds
 */
export function comparePlans(shown: ResetPlan, now: ResetPlan): StaleReason | null {
  if (shown.model !== now.model && shown.model !== null && now.model !== null) return 'MODEL'
  if (shown.isOnline !== now.isOnline) return 'CLIENTS'
  const before = new Map(shown.queues.map((queue) => [queueKey(queue), queue]))
  if (before.size !== now.queues.length) return 'QUEUES'
  for (const queue of now.queues) {
    const then = before.get(queueKey(queue))
    if (!then || then.address !== queue.address) return 'QUEUES'
    if (then.mechanism !== queue.mechanism) return 'MECHANISM'
    if (!now.isOnline && then.currentOffset !== queue.currentOffset) return 'OFFSETS'
  }
  return null
}

/**
 * The targets to apply: those of now for a running group, exactly those shown for one that stands still, so that nothing is
 * skipped that was not shown. Only messages deleted meanwhile push such a target forward.
 */
export function targetsToApply(shown: ResetPlan, now: ResetPlan): ResetPlan {
  if (now.isOnline) return now
  const before = new Map(shown.queues.map((queue) => [queueKey(queue), queue]))
  return {
    ...now,
    queues: now.queues.map((queue) => {
      const { targetOffset, effect, count } = before.get(queueKey(queue)) ?? queue
      if (targetOffset < queue.minOffset) return { ...queue, targetOffset: queue.minOffset, note: 'CLAMPED_TO_MIN' }
      return { ...queue, targetOffset, effect, count }
    }),
  }
}

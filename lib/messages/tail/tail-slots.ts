import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '#lib/errors.ts'
import { tailLimits } from '../schema.ts'

/** A tail that was just left may still hold its slot for a moment. */
const WAIT_MS = 1_000
const TRY_MS = 50

/** Of this process: several web processes allow as many each. */
const running = new Map<string, number>()

/**
 * Takes one of the 2 tails of a user and 10 of a cluster; waits for one a second at most.
 *
 * @returns gives it back; more than once does nothing
 * @throws AppError LIMIT_EXCEEDED; the signal's reason
 */
export async function takeTailSlot({
  userId,
  clusterId,
  signal,
}: {
  userId: string
  clusterId: string
  signal: AbortSignal
}): Promise<() => void> {
  const slots = [
    { key: `user ${userId}`, limit: tailLimits.perUser, whose: 'You have' },
    { key: `cluster ${clusterId}`, limit: tailLimits.perCluster, whose: 'The cluster has' },
  ]
  const startedAt = performance.now()
  for (;;) {
    const full = slots.find(({ key, limit }) => (running.get(key) ?? 0) >= limit)
    if (!full) break
    const { limit, whose } = full
    if (performance.now() - startedAt > WAIT_MS) {
      throw new AppError('LIMIT_EXCEEDED', `${whose} ${limit} live tails, the most there may be. Close one.`, {
        limit,
        used: limit,
      })
    }
    await wait(TRY_MS, undefined, { signal })
  }
  for (const { key } of slots) running.set(key, (running.get(key) ?? 0) + 1)
  let isTaken = true
  return () => {
    if (!isTaken) return
    isTaken = false
    for (const { key } of slots) {
      const left = (running.get(key) ?? 1) - 1
      if (left === 0) running.delete(key)
      else running.set(key, left)
    }
  }
}

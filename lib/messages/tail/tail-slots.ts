import { AppError } from '#lib/errors.ts'
import { tailLimits } from '../schema.ts'

/** Of this process: several web processes allow as many each. */
const running = new Map<string, number>()

/**
 * Takes one of the 2 tails of a user and 10 of a cluster.
 *
 * @returns gives it back; more than once does nothing
 * @throws AppError LIMIT_EXCEEDED
 */
export function takeTailSlot({ userId, clusterId }: { userId: string; clusterId: string }): () => void {
  const slots = [
    { key: `user ${userId}`, limit: tailLimits.perUser, whose: 'You have' },
    { key: `cluster ${clusterId}`, limit: tailLimits.perCluster, whose: 'The cluster has' },
  ]
  for (const { key, limit, whose } of slots) {
    const used = running.get(key) ?? 0
    if (used < limit) continue
    throw new AppError('LIMIT_EXCEEDED', `${whose} ${used} live tails of at most ${limit}. Close one.`, { limit, used })
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

/**
 * Groups that this process deleted, with the time: a sample that is older still shows what they had committed. Others learn it with
 * the next sample.
 */
const deletedAtByKey = new Map<string, number>()
/** A sample older than this is not shown as current anyway. */
const KEPT_MS = 600_000
let changes = 0

const keyOf = (clusterId: string, groupName: string) => `${clusterId} ${groupName}`

export function rememberDeletion(clusterId: string, groupName: string, at: Date): void {
  for (const [key, deletedAt] of deletedAtByKey) if (at.getTime() - deletedAt > KEPT_MS) deletedAtByKey.delete(key)
  deletedAtByKey.set(keyOf(clusterId, groupName), at.getTime())
  changes++
}

/** Was it deleted after the sample was taken? */
export function isDeletedSince(groupName: string, { clusterId, at }: { clusterId: string; at: Date }): boolean {
  const deletedAt = deletedAtByKey.get(keyOf(clusterId, groupName))
  return deletedAt !== undefined && deletedAt >= at.getTime()
}

/** Grows with each deletion: what was joined before is out of date. */
export const deletionCount = (): number => changes

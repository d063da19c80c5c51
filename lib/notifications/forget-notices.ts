import { db } from '#lib/db/db.ts'

const DAY_MS = 24 * 3_600_000
const KEPT_DAYS = 30
const HEARTBEATS_KEPT_DAYS = 1
/** Longer than any wait of a group. */
const GROUPS_KEPT_DAYS = 3

/** Drops deliveries after 30 days; signs of life, of which there are many, after one. What is still to be sent stays. */
export async function forgetNotices(now: Date): Promise<void> {
  const before = (days: number) => ({ lt: new Date(now.getTime() - days * DAY_MS) })
  const isDone = { state: { in: ['SENT', 'DEAD', 'MUTED'] } }
  await db().noticeDelivery.deleteMany({ where: { ...isDone, createdAt: before(KEPT_DAYS) } })
  await db().noticeDelivery.deleteMany({
    where: { ...isDone, kind: 'HEARTBEAT', createdAt: before(HEARTBEATS_KEPT_DAYS) },
  })
  await db().noticeGroup.deleteMany({ where: { dueAt: before(GROUPS_KEPT_DAYS) } })
}

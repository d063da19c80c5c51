import { randomUUID } from 'node:crypto'
import { db } from '#lib/db/db.ts'

const MINUTE_MS = 60_000

/** Writes a sign of life for each channel that is due one. Of several processes at once one does it: the row is theirs. */
export async function enqueueHeartbeats(now: Date): Promise<void> {
  const due = await db().noticeChannel.findMany({
    where: {
      isEnabled: true,
      heartbeatMinutes: { not: null },
      OR: [{ heartbeatDueAt: null }, { heartbeatDueAt: { lte: now } }],
    },
  })
  for (const { channelId, name, kind, heartbeatMinutes, heartbeatDueAt } of due) {
    await db().$transaction(async (tx) => {
      const nextAt = new Date(now.getTime() + (heartbeatMinutes ?? 1) * MINUTE_MS)
      const { count } = await tx.noticeChannel.updateMany({
        where: { channelId, heartbeatDueAt },
        data: { heartbeatDueAt: nextAt },
      })
      if (count === 0) return
      const language = await tx.noticePolicyChannel.findFirst({
        where: { channelId },
        select: { policy: { select: { language: true } } },
        orderBy: { policyId: 'asc' },
      })
      await tx.noticeDelivery.create({
        data: {
          deliveryId: randomUUID(),
          key: `heartbeat\n${channelId}\n${now.toISOString()}`,
          kind: 'HEARTBEAT',
          channelId,
          channelName: name,
          channelKind: kind,
          language: language?.policy.language ?? 'en',
          groupKey: 'heartbeat',
          createdAt: now,
          dueAt: now,
        },
      })
    })
  }
}

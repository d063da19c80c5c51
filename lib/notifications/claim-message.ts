import { randomUUID } from 'node:crypto'
import { db } from '#lib/db/db.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { LEASE_MS } from './outbox-times.ts'

export type ClaimedRow = Prisma.NoticeDeliveryGetPayload<object>
export interface ClaimedMessage {
  messageId: string
  channelId: string
  holder: string
  isDigest: boolean
  /** In the order in which they were enqueued; at least one. */
  rows: ClaimedRow[]
}

const MINUTE_MS = 60_000
/** Well below a lease: what is claimed late is still sent in time. */
const PATIENCE_MS = 10_000
/** More alarms than a message can hold go in the next one. */
const MAX_TOGETHER = 2_000

/** To be sent now: for the first time, again, or because whoever sent it has died. */
const isDue = (now: Date) => Prisma.sql`(
  (d.state in ('QUEUED', 'RETRY') and d.due_at <= ${now}) or (d.state = 'SENDING' and d.lease_ends_at <= ${now})
)`

/** Nothing earlier of the same alarm is still to be sent to this channel, but for what goes in the same message. */
const isInTurn = Prisma.sql`not exists (
  select 1 from notice_deliveries e
  where e.channel_id = d.channel_id and e.instance_id = d.instance_id and e.sequence < d.sequence
    and ((e.state in ('SENDING', 'RETRY') and e.message_id is distinct from d.message_id)
      or (e.state = 'QUEUED' and (e.policy_id, e.group_key) is distinct from (d.policy_id, d.group_key)))
)`

interface Head {
  deliveryId: string
  state: string
  messageId: string | null
  policyId: string | null
  groupKey: string
}

/**
 * Takes the message that is due next, for whoever asks first: deliveries of one group that are due, a message that is to be tried
 * again, or one whose sender has died. The row of the channel is locked meanwhile, so that a group is not torn in two and the
 * rate limit counts right; no other lock is held while something is sent.
 *
 * The last message that the rate limit allows within a minute takes along all that is due: the digest. What is later of an alarm
 * waits for what is earlier of it, on each channel, so that a RESOLVED never comes before its FIRING.
 *
 * @returns null when nothing is due
 */
export async function claimMessage(holder: string, now: Date): Promise<ClaimedMessage | null> {
  for (;;) {
    const claimed = await claimOfOneChannel(holder, now)
    if (claimed !== 'FULL') return claimed
  }
}

async function claimOfOneChannel(holder: string, now: Date): Promise<ClaimedMessage | 'FULL' | null> {
  return db().$transaction(
    async (tx) => {
      const [channel] = await tx.$queryRaw<
        { channelId: string; kind: string; ratePerMinute: number; recentAt: Date[] }[]
      >`
      select channel_id "channelId", kind, rate_per_minute "ratePerMinute", recent_at "recentAt"
      from notice_channels c
      where (opens_at is null or opens_at <= ${now}) and exists (
        select 1 from notice_deliveries d
        where d.channel_id = c.channel_id
          and ${isDue(now)} and ${isInTurn}
      )
      order by random()
      limit 1
      for update of c skip locked`
      if (!channel) return null
      const { channelId } = channel
      const recent = channel.recentAt.filter((at) => now.getTime() - at.getTime() < MINUTE_MS)
      const room = channel.ratePerMinute - recent.length
      if (room <= 0) {
        await tx.noticeChannel.update({
          where: { channelId },
          data: { opensAt: opensAt(recent, channel.ratePerMinute) },
        })
        return 'FULL'
      }
      const dueRows = (which: Prisma.Sql, limit: number) => tx.$queryRaw<Head[]>`
      select delivery_id "deliveryId", state, message_id "messageId", policy_id "policyId", group_key "groupKey"
      from notice_deliveries d
      where d.channel_id = ${channelId} and ${isDue(now)} and ${isInTurn} and ${which}
      order by (d.state = 'QUEUED'), d.due_at, d.sequence
      limit ${limit}`
      const [head] = await dueRows(Prisma.sql`true`, 1)
      // Somebody else took it between the two questions.
      if (!head) return 'FULL'
      const isNew = head.state === 'QUEUED'
      // PagerDuty knows one alarm per event and closes it by its id: there all wait for their turn. An Alertmanager takes any number
      // of alerts at once, so nothing has to be left out for it.
      const mayTakeAll = room === 1 && isNew && channel.kind !== 'PAGERDUTY'
      const together = !isNew
        ? Prisma.sql`d.message_id = ${head.messageId}`
        : mayTakeAll
          ? Prisma.sql`d.state = 'QUEUED'`
          : Prisma.sql`d.state = 'QUEUED' and d.policy_id is not distinct from ${head.policyId} and d.group_key = ${head.groupKey}`
      const taken = await dueRows(together, MAX_TOGETHER)
      const groups = new Set(taken.map(({ policyId, groupKey }) => `${policyId}\n${groupKey}`))
      const isDigest = mayTakeAll && groups.size > 1 && channel.kind !== 'ALERTMANAGER'
      const messageId = head.messageId ?? randomUUID()
      const rows = await tx.noticeDelivery.updateManyAndReturn({
        where: {
          deliveryId: { in: taken.map(({ deliveryId }) => deliveryId) },
          // Whoever was thought dead may have written its outcome just now.
          OR: [{ state: { in: ['QUEUED', 'RETRY'] } }, { state: 'SENDING', leaseEndsAt: { lte: now } }],
        },
        data: {
          state: 'SENDING',
          messageId,
          holder,
          leaseEndsAt: new Date(now.getTime() + LEASE_MS),
          attempts: { increment: 1 },
          ...(isDigest && { isDigest }),
        },
      })
      if (rows.length === 0) return 'FULL'
      recent.push(now)
      await tx.noticeChannel.update({
        where: { channelId },
        data: {
          recentAt: recent,
          opensAt: recent.length >= channel.ratePerMinute ? opensAt(recent, channel.ratePerMinute) : null,
        },
      })
      rows.sort((x, y) => Number(x.sequence - y.sequence))
      return { messageId, channelId, holder, isDigest: rows.some((row) => row.isDigest), rows }
    },
    { maxWait: PATIENCE_MS, timeout: PATIENCE_MS },
  )
}

/** When the oldest message that still counts leaves the window. */
const opensAt = (recent: readonly Date[], rate: number): Date =>
  new Date((recent[recent.length - rate]?.getTime() ?? 0) + MINUTE_MS)

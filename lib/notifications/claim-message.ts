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
  return db().$transaction(async (tx) => {
    const [channel] = await tx.$queryRaw<
      { channelId: string; kind: string; ratePerMinute: number; recentAt: Date[] }[]
    >`
      select channel_id "channelId", kind, rate_per_minute "ratePerMinute", recent_at "recentAt"
      from notice_channels c
      where (opens_at is null or opens_at <= ${now}) and exists (
        select 1 from notice_deliveries d
        where d.channel_id = c.channel_id
          and ((d.state in ('QUEUED', 'RETRY') and d.due_at <= ${now}) or (d.state = 'SENDING' and d.lease_ends_at <= ${now}))
          and ${isInTurn}
      )
      order by random()
      limit 1
      for update of c skip locked`
    if (!channel) return null
    const { channelId } = channel
    const recent = channel.recentAt.filter((at) => now.getTime() - at.getTime() < MINUTE_MS)
    const room = channel.ratePerMinute - recent.length
    if (room <= 0) {
      await tx.noticeChannel.update({ where: { channelId }, data: { opensAt: opensAt(recent, channel.ratePerMinute) } })
      return 'FULL'
    }
    const heads = await tx.$queryRaw<Head[]>`
      select delivery_id "deliveryId", state, message_id "messageId", policy_id "policyId", group_key "groupKey"
      from notice_deliveries d
      where channel_id = ${channelId}
        and ((state in ('QUEUED', 'RETRY') and due_at <= ${now}) or (state = 'SENDING' and lease_ends_at <= ${now}))
        and ${isInTurn}
      order by (state = 'QUEUED'), due_at, sequence
      for update`
    const [head] = heads
    // Somebody else took it between the two questions.
    if (!head) return 'FULL'
    const queued = heads.filter(({ state }) => state === 'QUEUED')
    const groups = new Set(queued.map(({ policyId, groupKey }) => `${policyId}\n${groupKey}`))
    // PagerDuty knows one alarm per event and closes it by its id: there all wait for their turn. An Alertmanager takes any number
    // of alerts at once, so nothing has to be left out for it.
    const takesAll = room === 1 && groups.size > 1 && head.state === 'QUEUED' && channel.kind !== 'PAGERDUTY'
    const isDigest = takesAll && channel.kind !== 'ALERTMANAGER'
    const messageId = head.messageId ?? randomUUID()
    const ids = takesAll
      ? queued.map(({ deliveryId }) => deliveryId)
      : heads
          .filter((row) =>
            head.state === 'QUEUED'
              ? row.state === 'QUEUED' && row.policyId === head.policyId && row.groupKey === head.groupKey
              : row.messageId === head.messageId,
          )
          .map(({ deliveryId }) => deliveryId)
    await tx.noticeDelivery.updateMany({
      where: { deliveryId: { in: ids } },
      data: {
        state: 'SENDING',
        messageId,
        holder,
        leaseEndsAt: new Date(now.getTime() + LEASE_MS),
        attempts: { increment: 1 },
        ...(isDigest && { isDigest }),
      },
    })
    recent.push(now)
    await tx.noticeChannel.update({
      where: { channelId },
      data: {
        recentAt: recent,
        opensAt: recent.length >= channel.ratePerMinute ? opensAt(recent, channel.ratePerMinute) : null,
      },
    })
    const rows = await tx.noticeDelivery.findMany({ where: { deliveryId: { in: ids } }, orderBy: { sequence: 'asc' } })
    return { messageId, channelId, holder, isDigest: rows.some((row) => row.isDigest), rows }
  })
}

/** When the oldest message that still counts leaves the window. */
const opensAt = (recent: readonly Date[], rate: number): Date =>
  new Date((recent[recent.length - rate]?.getTime() ?? 0) + MINUTE_MS)

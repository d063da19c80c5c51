import { db } from '#lib/db/db.ts'
import { log } from '#lib/log.ts'
import { type ClaimedMessage, claimMessage } from './claim-message.ts'
import { enqueueHeartbeats } from './enqueue-heartbeats.ts'
import { parseChannel } from './find-channel.ts'
import { composeMessage, heartbeatMessage, type Message } from './message.ts'
import { LEASE_MS } from './outbox-times.ts'
import { NoticeLanguage } from './schema.ts'
import { type SendOutcome, sendMessage } from './send-message.ts'
import { muteMessage, settleMessage } from './settle-message.ts'
import { parseStoredNotice } from './stored-notice.ts'

/** Messages that one process sends at a time: one receiver that does not answer must not keep the others waiting. */
const LANES = 4

/**
 * Sends what is due, until nothing is. Any number of processes may do so at once: who claims a message sends it. At least once: when
 * one dies between sending and writing it down, another sends it again after the lease.
 *
 * @param holder who this is; another for each process
 */
export async function sendDueNotices(
  holder: string,
  clock: () => Date,
  signal: AbortSignal,
  lanes = LANES,
): Promise<void> {
  await enqueueHeartbeats(clock())
  const claim = () => claimMessage(holder, clock())
  const first = await claim()
  if (!first) return
  const lane = async (given: ClaimedMessage | null) => {
    // What was claimed is sent, also when the process is told to stop meanwhile: broken off, it would be sent twice.
    for (let claimed = given; claimed; claimed = signal.aborted ? null : await claim())
      await sendClaimed(claimed, clock)
  }
  await Promise.all([lane(first), ...Array.from({ length: lanes - 1 }, async () => lane(await claim()))])
}

async function sendClaimed(claimed: ClaimedMessage, clock: () => Date): Promise<void> {
  const row = await db().noticeChannel.findUnique({ where: { channelId: claimed.channelId } })
  if (!row?.isEnabled) return muteMessage(claimed, 'CHANNEL_DISABLED')
  const { heartbeatMinutes } = row
  let maxRetries: number | null = null
  let outcome: SendOutcome
  try {
    const channel = parseChannel(row)
    if (channel.config.kind === 'WEBHOOK') maxRetries = channel.config.maxRetries
    const message = messageOf(claimed, heartbeatMinutes, clock())
    const thread = await threadOf(claimed)
    // An attempt ends well before its lease does.
    outcome = await sendMessage(channel, message, { thread, now: clock(), signal: AbortSignal.timeout(LEASE_MS / 2) })
  } catch (error) {
    // Something stored that this version cannot read. It is told like any failure, so that somebody sees it.
    log.error({ error, channelId: claimed.channelId, messageId: claimed.messageId }, 'A notice could not be composed')
    outcome = failure(error)
  }
  await settleMessage(claimed, outcome, clock(), { maxRetries, heartbeatMinutes })
}

const failure = (error: unknown): SendOutcome => ({
  isAccepted: false,
  request: { method: 'POST', url: '', headers: {}, body: '' },
  answer: null,
  error: error instanceof Error ? error.message : String(error),
  durationMs: 0,
  platformId: null,
  retryAfterSeconds: null,
})

function messageOf({ messageId, rows, isDigest }: ClaimedMessage, heartbeatMinutes: number | null, now: Date): Message {
  const [first] = rows
  const language = NoticeLanguage.parse(first?.language)
  if (first?.kind === 'HEARTBEAT') return heartbeatMessage(messageId, language, heartbeatMinutes ?? 1, now)
  const notices = rows.flatMap(({ notice }) => parseStoredNotice(notice) ?? [])
  if (notices.length === 0) throw new Error('The stored notice cannot be read.')
  return composeMessage(notices, { messageId, language, isDigest, at: now })
}

/** The first message about the alarm, for what goes on in its thread. */
async function threadOf({ channelId, rows }: ClaimedMessage): Promise<string | null> {
  const [first] = rows
  if (!first?.instanceId || first.transition === 'FIRING') return null
  const earlier = await db().noticeDelivery.findFirst({
    where: {
      channelId,
      instanceId: first.instanceId,
      transition: 'FIRING',
      platformId: { not: null },
      sequence: { lt: first.sequence },
    },
    orderBy: { sequence: 'desc' },
    select: { platformId: true },
  })
  return earlier?.platformId ?? null
}

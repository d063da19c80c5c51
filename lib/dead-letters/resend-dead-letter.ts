import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { toAppError } from '#lib/clusters/rocketmq-problem.ts'
import { db } from '#lib/db/db.ts'
import type { DeadLetterResend as ResendRow } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { isMasked } from '#lib/masking/mask-messages.ts'
import { originalOf } from '#lib/masking/original-of.ts'
import { findMessage } from '#lib/messages/get-message.ts'
import { bodyBytesOf } from '#lib/messages/message-body.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { sightOf } from '#lib/messages/seen-as.ts'
import { decodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import { DLQ_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import { createUniqKey } from '#lib/rocketmq/codec/unique-id.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { SendResult } from '#lib/rocketmq/requests/send-message.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup, onTopic } from '#lib/users/scope-match.ts'
import { buildResend } from './build-resend.ts'
import { originIdOf, originTopicOf } from './letter-facts.ts'
import { isResent, toResend } from './letter-state.ts'
import { readMarks } from './read-marks.ts'
import { type ResendTarget, resendTarget } from './resend-target.ts'
import { type DeadLetterResend, deadLetterLimits, type ResendEdit, type ResendTo } from './schema.ts'
import { FIRST_CHECK_MS } from './settle-times.ts'
import { withRetryGroup } from './with-retry-group.ts'

export interface ResendDeadLetterInput {
  clusterId: string
  groupName: string
  /** Offset id of the dead letter. */
  messageId: string
  to: ResendTo
  /** Of TOPIC. */
  topicName?: string | undefined
  edit?: ResendEdit | undefined
  /** Also what was sent again already, or is on its way. */
  again?: boolean | undefined
  reason?: string | undefined
}

const DAY_MS = 86_400_000
/** Whoever sends has heard of it by then. */
const GIVEN_UP_MS = 60_000
/** Brokers of 4.9 compare what is written to a retry topic with this, and a group without retries would get none at all. */
const MAX_RECONSUME_TIMES = 1

/**
 * Sends a dead letter again: publishes a new message with what it carried, which says what it came from; the dead letter stays. It is
 * noted before the request leaves, so no second one is sent while the first is under way or waits, by whomever.
 *
 * @throws AppError NOT_FOUND with the reason EXPIRED or NO_MESSAGE; CONFLICT with the reason ALREADY_RESENT unless `again`, ORDERED when the
 *   broker refuses it to its ordered consumers; CLUSTER_… when it was not stored, CLUSTER_TIMEOUT when nobody knows
 */
export async function resendDeadLetter(ctx: Context, input: ResendDeadLetterInput): Promise<DeadLetterResend> {
  const { clusterId, groupName, messageId, to, topicName, edit, again, reason } = input
  requirePermission(ctx, 'dead-letter:resend', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  if (to === 'TOPIC' && !topicName) throw needsTopic()
  const entry = {
    action: 'dead-letter.resend',
    clusterId,
    target: { kind: 'message', name: messageId },
    permission: 'dead-letter:resend' as const,
    detail: {
      groupName,
      to,
      ...(topicName && { topicName }),
      ...(again && { again }),
      ...(edit && { isEdited: true }),
    },
    ...(reason !== undefined && { reason }),
  }
  return audited(ctx, entry, async (record) => {
    const found = await findLetter(ctx, { clusterId, groupName, messageId })
    const target = await resendTarget(cluster, found, { groupName, to, topicName }, ctx.signal)
    // Where it is sent to must be in the scope as well as where it comes from.
    requirePermission(ctx, 'dead-letter:resend', clusterId, onTopic(target.topicName))
    requireOriginal(ctx, input, found)
    // What is stored is what is sent; nothing of it is told.
    const stored = originalOf(found.message)
    const body = bodyBytesOf(stored)
    if ('damage' in body && edit?.body === undefined) {
      throw new AppError('CONFLICT', `Its body cannot be read, so it cannot be sent as it was: ${body.damage}`)
    }
    const uniqKey = createUniqKey(new Date())
    const { row, originId } = await claim(ctx, { ...input, found, target, uniqKey })
    const message = buildResend(stored, {
      body: 'bytes' in body ? body.bytes : Buffer.alloc(0),
      originId,
      originTopic: originTopicOf(found.message, groupName),
      to,
      uniqKey,
      edit,
    })
    const sent = await send(cluster, ctx, { groupName, target, row, message })
    record.after({ originId, topicName: target.topicName, brokerName: target.server.brokerName, uniqKey })
    return toResend(sent)
  })
}

/**
 * Whoever sees the masked form only would edit that, and could read the stored one in another topic.
 *
 * @throws AppError FORBIDDEN
 */
function requireOriginal(
  ctx: Context,
  { clusterId, to, edit }: ResendDeadLetterInput,
  { message }: Pick<FoundMessage, 'message'>,
): void {
  if ((to !== 'TOPIC' && !edit) || !isMasked(message) || sightOf(ctx, clusterId, message.topicName).mayUnmask) return
  const what = edit ? 'edited' : 'sent to another topic'
  const detail = `A masking rule hides parts of this message, so it can be ${what} only with the permission message:unmask. Sent to its group or to its topic as it is stored, nothing is lost.`
  throw new AppError('FORBIDDEN', detail, { permission: 'message:unmask', reason: 'MASKED' })
}

/** @throws AppError NOT_FOUND, also for a message that is no dead letter of the group */
async function findLetter(
  ctx: Context,
  { clusterId, groupName, messageId }: { clusterId: string; groupName: string; messageId: string },
): Promise<FoundMessage> {
  const topic = DLQ_PREFIX + groupName
  if (!decodeOffsetMsgId(messageId)) {
    const detail = 'Name a dead letter by its offset id: of a unique id there may be several.'
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.messageId', rule: 'offsetId', detail }] })
  }
  const found = await findMessage(ctx, { clusterId, messageId, topic }, { seenBy: 'topic:read' })
  if (found.message.topicName === topic) return found
  throw new AppError('NOT_FOUND', `Message ${messageId} is no dead letter of ${groupName}.`, { reason: 'NO_MESSAGE' })
}

/**
 * Notes that it is sent now, when nothing forbids it. One at a time for one origin, over all processes.
 *
 * @throws AppError CONFLICT
 */
async function claim(
  ctx: Context,
  {
    clusterId,
    groupName,
    found,
    target,
    uniqKey,
    again,
    reason,
  }: ResendDeadLetterInput & { found: FoundMessage; target: ResendTarget; uniqKey: string },
): Promise<{ row: ResendRow; originId: string }> {
  const originId = originIdOf(found.message)
  const { offsetMsgId: letterId, storeTimestamp: letterAt } = found.message
  // Itself it may be the proof that the last one failed.
  await readMarks(clusterId, groupName, [{ originId, uniqKey: found.message.uniqKey }])
  const row = await db().$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`${clusterId} ${groupName} ${originId}`}, 0))`
    const before = await tx.deadLetterResend.findMany({
      where: { clusterId, groupName, originId },
      orderBy: { resendId: 'asc' },
    })
    if (!again && isResent(letterId, before)) throw alreadyResent(letterId)
    return tx.deadLetterResend.create({
      data: {
        clusterId,
        groupName,
        originId,
        letterId,
        letterAt,
        resentBy: ctx.actor.name,
        jobId: ctx.jobId === undefined ? null : Number(ctx.jobId),
        reason: reason ?? null,
        target: target.to,
        topicName: target.topicName,
        brokerName: target.server.brokerName,
        queueId: target.queueId,
        uniqKey,
        // If this process dies on the way, somebody else looks for it.
        nextCheckAt: new Date(Date.now() + GIVEN_UP_MS),
        expiresAt: new Date(Date.now() + deadLetterLimits.keptDays * DAY_MS),
      },
    })
  })
  return { row, originId }
}

async function send(
  cluster: LiveCluster,
  ctx: Context,
  {
    groupName,
    target,
    row,
    message,
  }: { groupName: string; target: ResendTarget; row: ResendRow; message: ReturnType<typeof buildResend> },
): Promise<ResendRow> {
  const note = (data: Parameters<ReturnType<typeof db>['deadLetterResend']['update']>[0]['data']) =>
    db().deadLetterResend.update({ where: { resendId: row.resendId }, data })
  const { topicName, server, queueId, retryGroup } = target
  const isRetry = target.to === 'GROUP'
  let outcome: Awaited<ReturnType<typeof cluster.admin.messages.send>>
  try {
    outcome = await withRetryGroup(cluster, { server, retryGroup, groupName }, () =>
      cluster.admin.messages.send(
        server,
        {
          ...message,
          topicName,
          queueId,
          bornTimestamp: new Date(),
          ...(isRetry && { maxReconsumeTimes: MAX_RECONSUME_TIMES }),
        },
        { signal: ctx.signal, caller: ctx.actor.userId ?? ctx.actor.id },
      ),
    )
  } catch (error) {
    // It never left.
    await note({
      state: 'FAILED',
      nextCheckAt: null,
      error: error instanceof Error ? error.message : 'It was not sent.',
    })
    throw error
  }
  const nextCheckAt = new Date(Date.now() + FIRST_CHECK_MS)
  if (outcome.state !== 'done') {
    const error = toAppError(outcome.error)
    if (outcome.state === 'failed') {
      await note({ state: 'FAILED', nextCheckAt: null, error: error.message })
      throw error
    }
    await note({ state: 'UNKNOWN', error: error.message, nextCheckAt })
    const detail = `${error.message} It may be stored: look before you send it again.`
    throw new AppError('CLUSTER_TIMEOUT', detail, { ...error.facts }, { cause: outcome.error })
  }
  const { value } = outcome
  const stored = {
    offsetMsgId: value.offsetMsgId,
    queueId: value.queueId,
    queueOffset: value.queueOffset,
    // Stored, but not as safely as the broker is set up to.
    ...(value.status !== 'SEND_OK' && { error: value.status }),
  }
  if (isRetry && (await isDeadAgain(cluster, ctx, { target, groupName, value }))) {
    await note({ ...stored, state: 'FAILED_AGAIN', nextCheckAt: null })
    const detail = `${server.brokerName} put it into the dead letters of ${groupName} again at once: ordered consumers hold its queues, and what they fail on is not tried again. Send it to its topic instead.`
    throw new AppError('CONFLICT', detail, { reason: 'ORDERED' })
  }
  // Of another topic nobody says who is to consume it.
  return note({ ...stored, state: 'SENT', nextCheckAt: target.to === 'TOPIC' ? null : nextCheckAt })
}

/**
 * Brokers from 5.1 on say that they have stored it in the retry topic, and have it in the dead letters, while a client of the group
 * holds locks on queues. Only the stored message tells.
 */
async function isDeadAgain(
  { admin, pageTimeoutMs }: LiveCluster,
  { signal }: Context,
  { target, groupName, value }: { target: ResendTarget; groupName: string; value: SendResult },
): Promise<boolean> {
  const place = decodeOffsetMsgId(value.offsetMsgId)
  if (!place) return false
  try {
    const { commitLogOffset } = place
    const stored = await admin.messages.viewById(
      target.server,
      { commitLogOffset },
      { signal, timeoutMs: pageTimeoutMs },
    )
    return stored?.topicName === DLQ_PREFIX + groupName
  } catch (error) {
    // Then it shows when its fate is read.
    if (error instanceof RocketmqError) return false
    throw error
  }
}

export function alreadyResent(letterId: string): AppError {
  const detail = `${letterId} was sent again before, or a copy of it is on its way or was consumed.`
  return new AppError('CONFLICT', detail, { reason: 'ALREADY_RESENT' })
}

function needsTopic(): AppError {
  const detail = 'Name the topic to send it to.'
  return new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.topicName', rule: 'required', detail }] })
}

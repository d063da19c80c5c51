import { audited } from '#lib/audit/audited.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { toAppError } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { hasPermission, requirePermission, requirePermissionIn } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { findById } from './find-by-id.ts'
import { topicOf } from './is-of-topic.ts'
import type { FoundMessage } from './scan/message-source.ts'
import type { Message, NotFoundReason } from './schema.ts'
import { toMessage } from './to-message-item.ts'

export interface MessageRef {
  clusterId: string
  /** A unique id or an offset id. */
  messageId: string
  topic?: string | undefined
}

/**
 * One message in full. The body comes with `message:read-body` alone, and then the reading is audited.
 *
 * @throws AppError as `findMessage` does
 */
export async function getMessage(ctx: Context, input: MessageRef): Promise<Message> {
  requireMessage(ctx, 'message:read', input)
  // Without its topic only the message tells whether its body may be shown.
  const found = hasPermission(ctx, 'message:read-body', input.clusterId) ? null : await findMessage(ctx, input)
  if (found && !maySeeBody(ctx, input.clusterId, found)) return toMessage(found, {})
  return auditedReading(ctx, input, async () => toMessage(found ?? (await findMessage(ctx, input)), { view: 'auto' }))
}

/** May the actor do this with messages of the topic that is named; or, by an offset id alone, with messages of some topic? */
export function requireMessage(
  ctx: Context,
  permission: 'message:read' | 'message:read-body' | 'message:verify' | 'message:unmask',
  { clusterId, topic }: Pick<MessageRef, 'clusterId' | 'topic'>,
): void {
  if (topic === undefined) requirePermissionIn(ctx, permission, clusterId)
  else requirePermission(ctx, permission, clusterId, onTopic(topic))
}

/** Judged by where it is stored. */
export const maySeeBody = (ctx: Context, clusterId: string, { message }: FoundMessage) =>
  hasPermission(ctx, 'message:read-body', clusterId, onTopic(topicOf(message)))

/** Reads a body between two audit rows. */
export function auditedReading<T>(ctx: Context, input: MessageRef, read: () => Promise<T>): Promise<T> {
  const { clusterId, messageId, topic } = input
  const entry = {
    action: 'message.read-body',
    clusterId,
    target: { kind: 'message', name: messageId },
    permission: 'message:read-body' as const,
    detail: topic === undefined ? {} : { topic },
  }
  return audited(ctx, entry, read)
}

/**
 * The message that an id names: of several stored under one unique id that of the topic itself, the newest first.
 *
 * @param options.timeoutMs of each request; absent: the deadline of the registration
 * @param options.seenBy what the actor must hold on its topic: that of another looks like none
 * @throws AppError NOT_FOUND with the reason NO_MESSAGE, EXPIRED or NOT_INDEXED; INVALID_INPUT when the id needs a topic; what a
 *   broker said when it could not be asked, for then the message may be there
 */
export async function findMessage(
  ctx: Context,
  { clusterId, messageId, topic }: MessageRef,
  { timeoutMs, seenBy = 'message:read' }: { timeoutMs?: number; seenBy?: Permission } = {},
): Promise<FoundMessage> {
  const cluster = await getCluster(ctx, clusterId, { topic: seenBy })
  const context = {
    cluster,
    caller: ctx.actor.userId ?? ctx.actor.id,
    signal: ctx.signal,
    now: new Date(),
    ...(timeoutMs && { timeoutMs }),
  }
  const { found, failed, reason } = await findById(context, {
    id: messageId,
    withCopies: false,
    ...(topic !== undefined && { topic }),
  })
  const isOwn = ({ message }: FoundMessage) => message.topicName === topic
  const [first] = found.toSorted(
    (a, b) =>
      Number(isOwn(b)) - Number(isOwn(a)) || b.message.storeTimestamp.getTime() - a.message.storeTimestamp.getTime(),
  )
  if (first) return first
  if (failed[0]) throw toAppError(failed[0].error)
  throw notFound(messageId, reason ?? 'NO_MESSAGE')
}

const why: Record<NotFoundReason, string> = {
  NO_MESSAGE: 'It was rolled back or never sent, or it is stored under another topic.',
  EXPIRED: 'It is older than the oldest message that the brokers still keep.',
  NOT_INDEXED: 'A broker of the topic keeps no index, so it cannot say.',
}

function notFound(messageId: string, reason: NotFoundReason): AppError {
  return new AppError('NOT_FOUND', `Message ${messageId} was not found. ${why[reason]}`, { reason })
}

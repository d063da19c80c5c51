import type { StreamAnswer } from '#lib/api/text-stream.ts'
import { textStream } from '#lib/api/text-stream.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { readLimits } from '#lib/clusters/get-limits.ts'
import { AppError } from '#lib/errors.ts'
import { findById } from '#lib/messages/find-by-id.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import type { ExportFormat, MessageRef } from '#lib/messages/schema.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { topicOf } from '../is-of-topic.ts'
import { exportWriter } from './exported-message.ts'

/**
 * Messages that somebody has chosen, as a file. One that is not there any more is named in its place, so that nobody takes the file
 * for all of them.
 *
 * @throws AppError FORBIDDEN: bodies need `message:read-body`, too; LIMIT_EXCEEDED: more than the cluster exports at once
 */
export async function exportSelection(
  ctx: Context,
  { clusterId, messages, ...format }: ExportFormat & { clusterId: string; messages: readonly MessageRef[] },
): Promise<StreamAnswer> {
  const permission = format.bodyMode === 'none' ? 'message:export' : 'message:read-body'
  requirePermissionIn(ctx, 'message:export', clusterId)
  requirePermissionIn(ctx, permission, clusterId)
  const { maxExportMessages } = await readLimits(clusterId)
  if (messages.length > maxExportMessages) {
    const detail = `One export of this cluster may have ${maxExportMessages} messages, and these are ${messages.length}.`
    throw new AppError('LIMIT_EXCEEDED', detail, { limit: maxExportMessages, used: messages.length })
  }
  // Each message must be of a topic on which both are held; any other looks as if it were not there.
  const [exported, cluster] = await Promise.all([
    getCluster(ctx, clusterId, { topic: 'message:export' }),
    getCluster(ctx, clusterId, { topic: permission }),
  ])
  const writer = exportWriter(format)
  const caller = ctx.actor.userId ?? ctx.actor.id
  const entry = {
    action: 'message.export',
    clusterId,
    target: {
      kind: 'message',
      name: messages.length === 1 ? (messages[0]?.messageId ?? '') : `${messages.length} messages`,
    },
    permission: 'message:export' as const,
    detail: { ...format, messages: messages.map(({ messageId }) => messageId) },
  }
  // The row is written before anything is handed out; what is missing is said in the file itself.
  await audited(ctx, entry, async (record) => record.after({ messages: messages.length }))

  async function* pieces(): AsyncGenerator<string> {
    yield writer.head
    for (const { messageId, topic } of messages) {
      const found = await findOne(messageId, topic)
      yield typeof found === 'string' ? writer.remark(`${messageId}: ${found}`) : writer.line(found)
    }
  }
  async function findOne(messageId: string, topic: string | undefined): Promise<FoundMessage | string> {
    try {
      const asked = { id: messageId, withCopies: false, ...(topic !== undefined && { topic }) }
      const { found, failed } = await findById({ cluster, caller, signal: ctx.signal, now: new Date() }, asked)
      const [first] = found.filter(({ message }) => exported.scope.topic(topicOf(message)))
      if (first) return first
      return failed[0] ? `${failed[0].server.address} did not answer.` : 'There is no such message any more.'
    } catch (error) {
      if (error instanceof AppError) return error.message
      throw error
    }
  }
  return {
    headers: {
      'content-type': writer.contentType,
      'content-disposition': `attachment; filename="${fileName(format.format)}"`,
    },
    body: textStream(pieces()),
  }
}

export const fileName = (format: ExportFormat['format']): string =>
  `messages-${new Date().toISOString().replace(/[:.]/g, '-')}.${format}`

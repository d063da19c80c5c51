import type { StreamAnswer } from '#lib/api/text-stream.ts'
import { audited } from '#lib/audit/audited.ts'
import { maskNotesOf } from '#lib/masking/mask-messages.ts'
import { originalOf } from '#lib/masking/original-of.ts'
import type { Context } from '#lib/users/context.ts'
import { findMessage, type MessageRef, requireMessage } from './get-message.ts'
import { bodyFile } from './get-message-body.ts'
import { topicOf } from './is-of-topic.ts'

/**
 * The body of one message as it is stored, without its masking, as a file: what `revealMessage` shows, whole. It is a reveal of its own in the
 * audit.
 *
 * @throws AppError CONFLICT when it cannot be decompressed; else as `findMessage` does
 */
export async function revealMessageBody(ctx: Context, input: MessageRef & { reason: string }): Promise<StreamAnswer> {
  const { clusterId, messageId, topic, reason } = input
  requireMessage(ctx, 'message:read-body', input)
  requireMessage(ctx, 'message:unmask', input)
  const entry = {
    action: 'message.reveal',
    clusterId,
    target: { kind: 'message', name: messageId },
    permission: 'message:unmask' as const,
    detail: { ...(topic !== undefined && { topic }), asFile: true },
    reason,
  }
  return audited(ctx, entry, async (record) => {
    const found = await findMessage(ctx, input, { seenBy: 'message:unmask' })
    // Without a topic only the message tells of which one it is.
    requireMessage(ctx, 'message:read-body', { clusterId, topic: topicOf(found.message) })
    const { message } = found
    record.after({ topicName: message.topicName, withBody: true, masking: maskNotesOf(message, { withBody: true }) })
    return bodyFile(originalOf(message))
  })
}

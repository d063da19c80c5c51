import { audited } from '#lib/audit/audited.ts'
import { maskNotesOf } from '#lib/masking/mask-messages.ts'
import { originalOf } from '#lib/masking/original-of.ts'
import type { Context } from '#lib/users/context.ts'
import { isBodyView } from './decode-body.ts'
import { findMessage, type MessageRef, maySeeBody, requireMessage } from './get-message.ts'
import { unknownView } from './get-message-body.ts'
import type { Message } from './schema.ts'
import { toMessage } from './to-message-item.ts'

/**
 * One message as it is stored, without its masking. Who asked and why is in the audit before anything is read; what was hidden is named
 * there by rule and place, never by value.
 *
 * @throws AppError as `findMessage` does
 */
export async function revealMessage(
  ctx: Context,
  input: MessageRef & { reason: string; as?: string },
): Promise<Message> {
  const { clusterId, messageId, topic, reason, as = 'auto' } = input
  requireMessage(ctx, 'message:read', input)
  requireMessage(ctx, 'message:unmask', input)
  if (!isBodyView(as)) throw unknownView(as, 'body.as')
  const entry = {
    action: 'message.reveal',
    clusterId,
    target: { kind: 'message', name: messageId },
    permission: 'message:unmask' as const,
    detail: topic === undefined ? {} : { topic },
    reason,
  }
  return audited(ctx, entry, async (record) => {
    const found = await findMessage(ctx, input, { seenBy: 'message:unmask' })
    const { server, message } = found
    const withBody = maySeeBody(ctx, clusterId, found)
    record.after({ topicName: message.topicName, withBody, masking: maskNotesOf(message, { withBody }) })
    return toMessage({ server, message: originalOf(message) }, withBody ? { view: as } : {})
  })
}

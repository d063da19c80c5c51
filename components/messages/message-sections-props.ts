import type { Message } from '#lib/messages/schema.ts'

/** What each section of an open message is given. */
export interface MessageSectionsProps {
  message: Message
  address: { clusterId: string; messageId: string; topic: string | null }
}

'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import type { MessageItem } from '#lib/messages/schema.ts'

/** What kind of message it is, with the group of a FIFO one, and when a delayed one is due. */
export function TypeCell({ message }: { message: MessageItem }) {
  const t = useTranslations('messages')
  const format = useFormat()
  const { type, messageGroup, deliverAt, storeTimestamp } = message
  const due = type === 'DELAY' ? deliverAt : undefined
  const isSameDay = due && format.date(due) === format.date(storeTimestamp)
  const detail =
    type === 'FIFO' ? messageGroup : due && (isSameDay ? format.time(due, false) : format.instant(due, false))
  const title =
    type === 'FIFO' && messageGroup !== undefined
      ? `${t('facts.messageGroup')}: ${messageGroup}`
      : due && `${t('facts.deliverAt')}: ${format.instant(due)}`
  return (
    <span className="block truncate" {...(title && { title })}>
      {t(`type.${type}`)} {detail && <span className="text-fg-3">{detail}</span>}
    </span>
  )
}

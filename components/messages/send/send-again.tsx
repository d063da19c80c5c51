'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import type { Message } from '#lib/messages/schema.ts'
import { bodyBytesQuery } from '../queries.ts'
import { SendDialog } from './send-dialog.tsx'
import { draftOfCopy } from './send-draft.ts'

/** Sends a copy of a message, as it is or edited. */
export function SendAgain({ clusterId, message }: { clusterId: string; message: Message }) {
  const t = useTranslations('messages.send')
  const access = useAccess()
  const [isOpen, setIsOpen] = useState(false)
  const reason = access.reason('message:send', clusterId) ?? access.reason('message:read-body', clusterId)
  return (
    <>
      <Button size="s" icon="replay" onClick={() => setIsOpen(true)} disabledReason={reason}>
        {t('openCopy')}
      </Button>
      {isOpen && <CopyDialog clusterId={clusterId} message={message} onClose={() => setIsOpen(false)} />}
    </>
  )
}

interface CopyDialogProps {
  clusterId: string
  message: Message
  onClose: () => void
}

/** The form filled as the message is, once all of its body is here. */
function CopyDialog({ clusterId, message, onClose }: CopyDialogProps) {
  const { offsetMsgId, topicName } = message
  const { data: bytes, error } = useQuery(bodyBytesQuery({ clusterId, messageId: offsetMsgId, topic: topicName }))
  const initial = useMemo(() => (bytes ? draftOfCopy(message, bytes) : null), [message, bytes])
  return <SendDialog clusterId={clusterId} initial={initial} error={error} onClose={onClose} />
}

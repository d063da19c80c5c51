'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import type { Message } from '#lib/messages/schema.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { bodyBytesQuery } from '../queries.ts'
import { SendDialog } from './send-dialog.tsx'
import { draftOfCopy, draftOfOriginal, draftOfRevealed } from './send-draft.ts'

/** Sends a copy of a message, as it is or edited. */
interface SendAgainProps {
  clusterId: string
  message: Message
  /** A masked message as it is stored, where somebody has revealed it. */
  revealed: Message | null
}

export function SendAgain({ clusterId, message, revealed }: SendAgainProps) {
  const t = useTranslations('messages.send')
  const access = useAccess()
  const [isOpen, setIsOpen] = useState(false)
  // What is masked is sent by the server, unseen.
  const readBody = message.isMasked
    ? undefined
    : access.reason('message:read-body', clusterId, onTopic(message.topicName))
  const reason = access.reason('message:send', clusterId, 'any') ?? readBody
  return (
    <>
      <Button size="s" icon="replay" onClick={() => setIsOpen(true)} disabledReason={reason}>
        {t('openCopy')}
      </Button>
      {isOpen &&
        (message.isMasked ? (
          <SendDialog
            clusterId={clusterId}
            initial={(revealed && draftOfRevealed(revealed)) ?? draftOfOriginal(message)}
            onClose={() => setIsOpen(false)}
          />
        ) : (
          <CopyDialog clusterId={clusterId} message={message} onClose={() => setIsOpen(false)} />
        ))}
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

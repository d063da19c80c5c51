'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useAccess } from '#components/layout/use-access.ts'
import { Button, type ButtonProps } from '#components/ui/button.tsx'
import { onTopic } from '#lib/users/scope-match.ts'
import { SendDialog } from './send-dialog.tsx'
import { emptyDraft } from './send-draft.ts'

interface SendButtonProps extends Pick<ButtonProps, 'size' | 'variant'> {
  clusterId: string
  /** null: it is chosen in the dialog. */
  topicName: string | null
}

/** Opens the dialog that sends messages. */
export function SendButton({ clusterId, topicName, ...look }: SendButtonProps) {
  const t = useTranslations('messages.send')
  const access = useAccess()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button
        icon="send"
        onClick={() => setIsOpen(true)}
        disabledReason={access.reason('message:send', clusterId, topicName === null ? 'any' : onTopic(topicName))}
        {...look}
      >
        {t('open')}
      </Button>
      {isOpen && <SendDialog clusterId={clusterId} initial={emptyDraft(topicName)} onClose={() => setIsOpen(false)} />}
    </>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useAccess } from '#components/layout/use-access.ts'
import { MaskNotes } from '#components/masking/mask-notes.tsx'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { onTopic } from '#lib/users/scope-match.ts'
import type { MessageSectionsProps } from './message-sections-props.ts'
import { RevealDialog } from './reveal-dialog.tsx'
import type { Revealed } from './use-reveal.ts'

interface MaskingStripProps extends MessageSectionsProps {
  isRevealed: boolean
  onReveal: (revealed: Revealed | null) => void
}

/** What of a message is masked and by which rules, and the way to see it nevertheless. */
export function MaskingStrip({ message, address, isRevealed, onReveal }: MaskingStripProps) {
  const t = useTranslations('masking')
  const access = useAccess()
  const [isAsking, setAsking] = useState(false)
  if (!message.masking) return null
  if (isRevealed) {
    return (
      <Strip
        tone="warning"
        icon="eye"
        role="status"
        end={
          <Button size="s" onClick={() => onReveal(null)}>
            {t('hideAgain')}
          </Button>
        }
      >
        {t('revealed')}
      </Strip>
    )
  }
  return (
    <>
      <Strip
        tone="info"
        icon="shield"
        end={
          <Button
            size="s"
            icon="eye"
            disabledReason={access.reason('message:unmask', address.clusterId, onTopic(message.topicName))}
            onClick={() => setAsking(true)}
          >
            {t('reveal')}
          </Button>
        }
      >
        <p className="mb-1">{t('isMasked')}</p>
        <MaskNotes notes={message.masking} />
      </Strip>
      {isAsking && <RevealDialog address={address} onReveal={onReveal} onClose={() => setAsking(false)} />}
    </>
  )
}

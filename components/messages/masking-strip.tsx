'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { MaskNotes } from '#components/masking/mask-notes.tsx'
import { Button } from '#components/ui/button.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import type { Message } from '#lib/messages/schema.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import type { MessageSectionsProps } from './message-sections-props.ts'
import { revealMessage } from './queries.ts'

interface MaskingStripProps extends MessageSectionsProps {
  isRevealed: boolean
  onReveal: (message: Message | null) => void
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

type RevealDialogProps = Pick<MaskingStripProps, 'address' | 'onReveal'> & { onClose: () => void }

/** Asks why. The reason is kept with the name of who asked. */
function RevealDialog({ address, onReveal, onClose }: RevealDialogProps) {
  const t = useTranslations('masking')
  const environment = useCluster()?.environment
  const [reason, setReason] = useState('')
  const reveal = useMutation({
    mutationFn: () => revealMessage(address, reason.trim()),
    onSuccess: (message) => {
      onReveal(message)
      onClose()
    },
  })
  const errorOf = useFieldErrors(reveal.error)
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('revealTitle')}
      environment={environment}
      width={520}
      note={t('revealRecorded')}
      submitLabel={t('reveal')}
      onSubmit={() => reveal.mutate()}
      isSubmitting={reveal.isPending}
      submitDisabledReason={reason.trim().length < 3 ? t('needsReason') : undefined}
      problem={reveal.error && <ProblemStrip error={reveal.error} />}
    >
      <div className="grid gap-3">
        <p>{t('revealText')}</p>
        <TextArea
          label={t('reason')}
          isRequired
          rows={3}
          maxLength={500}
          value={reason}
          error={errorOf('body.reason')}
          onValueChange={setReason}
        />
      </div>
    </FormDialog>
  )
}

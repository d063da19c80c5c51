'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import type { Message } from '#lib/messages/schema.ts'
import { type MessageAddress, revealMessage } from './queries.ts'

/** A message as it is stored, and why somebody had to see it. */
export interface Revealed {
  message: Message
  reason: string
}

interface RevealDialogProps {
  address: MessageAddress
  onReveal: (revealed: Revealed) => void
  onClose: () => void
}

/** Asks why. The reason is kept with the name of who asked. */
export function RevealDialog({ address, onReveal, onClose }: RevealDialogProps) {
  const t = useTranslations('masking')
  const environment = useCluster()?.environment
  const [reason, setReason] = useState('')
  const reveal = useMutation({
    mutationFn: () => revealMessage(address, reason.trim()),
    onSuccess: (message) => {
      onReveal({ message, reason: reason.trim() })
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

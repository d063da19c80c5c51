'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { type MessageAddress, revealMessage } from '#components/messages/queries.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { Message } from '#lib/messages/schema.ts'

interface RevealToEditProps {
  address: MessageAddress
  onReveal: (message: Message) => void
}

/** Whoever edits a masked letter edits what is stored, so they see it first: with a reason, which is recorded. */
export function RevealToEdit({ address, onReveal }: RevealToEditProps) {
  const t = useTranslations('deadLetters')
  const tMasking = useTranslations('masking')
  const [reason, setReason] = useState('')
  const reveal = useMutation({ mutationFn: () => revealMessage(address, reason.trim()), onSuccess: onReveal })
  const errorOf = useFieldErrors(reveal.error)
  return (
    <div className="grid gap-3">
      <Strip tone="info" icon="shield">
        {t('editMasked')} {tMasking('revealRecorded')}
      </Strip>
      <ProblemStrip error={reveal.error} />
      <TextField
        label={tMasking('reason')}
        isRequired
        maxLength={500}
        value={reason}
        error={errorOf('body.reason')}
        onValueChange={setReason}
      />
      <div>
        <Button
          icon="eye"
          isBusy={reveal.isPending}
          disabledReason={reason.trim().length < 3 ? tMasking('needsReason') : undefined}
          onClick={() => reveal.mutate()}
        >
          {tMasking('reveal')}
        </Button>
      </div>
    </div>
  )
}

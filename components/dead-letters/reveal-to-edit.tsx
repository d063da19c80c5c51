'use client'

import { useTranslations } from 'next-intl'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import type { MessageAddress } from '#components/messages/queries.ts'
import { useReveal } from '#components/messages/use-reveal.ts'
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
  const { reveal, isPending, error, disabledReason, field } = useReveal(address, ({ message }) => onReveal(message))
  return (
    <div className="grid gap-3">
      <Strip tone="info" icon="shield">
        {t('editMasked')} {tMasking('revealRecorded')}
      </Strip>
      <ProblemStrip error={error} />
      <TextField {...field} />
      <div>
        <Button icon="eye" isBusy={isPending} disabledReason={disabledReason} onClick={reveal}>
          {tMasking('reveal')}
        </Button>
      </div>
    </div>
  )
}

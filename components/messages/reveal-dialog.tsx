'use client'

import { useTranslations } from 'next-intl'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import type { MessageAddress } from './queries.ts'
import { type Revealed, useReveal } from './use-reveal.ts'

interface RevealDialogProps {
  address: MessageAddress
  onReveal: (revealed: Revealed) => void
  onClose: () => void
}

/** Asks why before it shows. */
export function RevealDialog({ address, onReveal, onClose }: RevealDialogProps) {
  const t = useTranslations('masking')
  const environment = useCluster()?.environment
  const { reveal, isPending, error, disabledReason, field } = useReveal(address, (revealed) => {
    onReveal(revealed)
    onClose()
  })
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('revealTitle')}
      environment={environment}
      width={520}
      note={t('revealRecorded')}
      submitLabel={t('reveal')}
      onSubmit={reveal}
      isSubmitting={isPending}
      submitDisabledReason={disabledReason}
      problem={error && <ProblemStrip error={error} />}
    >
      <div className="grid gap-3">
        <p>{t('revealText')}</p>
        <TextArea rows={3} {...field} />
      </div>
    </FormDialog>
  )
}

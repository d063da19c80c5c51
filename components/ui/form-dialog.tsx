'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useId, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { DialogSteps } from './dialog-steps.tsx'

interface FormDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  environment?: string | undefined
  steps?: { labels: readonly string[]; current: number }
  children: ReactNode
  /** Column at the right: what you get, the command. */
  aside?: ReactNode
  width?: number
  /** At the left of the footer: what is recorded, which right it needs. */
  note?: ReactNode
  submitLabel: string
  onSubmit: () => void
  isSubmitting?: boolean
  submitDisabledReason?: string | undefined
  cancelLabel?: string
  /** A strip above the fields; use `<ProblemStrip error={…}/>`. */
  problem?: ReactNode
  /** Replaces the form once there is an outcome; the footer then only closes. */
  result?: ReactNode
  /** Closing asks first. */
  hasUnsavedInput?: boolean
}

export function FormDialog({
  open,
  onOpenChange,
  title,
  environment,
  steps,
  children,
  aside,
  width = aside ? 880 : 560,
  note,
  submitLabel,
  onSubmit,
  isSubmitting = false,
  submitDisabledReason,
  cancelLabel,
  problem,
  result,
  hasUnsavedInput = false,
}: FormDialogProps) {
  const t = useTranslations('ui')
  const formId = useId()
  const [isAsking, setIsAsking] = useState(false)

  function close(): void {
    if (hasUnsavedInput && !result && !isAsking) setIsAsking(true)
    else {
      setIsAsking(false)
      onOpenChange(false)
    }
  }

  const footer = result ? (
    <Button className="ml-auto" onClick={close} autoFocus>
      {t('close')}
    </Button>
  ) : isAsking ? (
    <>
      <span role="status" className="min-w-0 flex-1 text-12 text-fg-2">
        {t('unsavedQuestion')}
      </span>
      <Button onClick={() => setIsAsking(false)} autoFocus>
        {t('keepEditing')}
      </Button>
      <Button onClick={close}>{t('discard')}</Button>
    </>
  ) : (
    <>
      <span className="min-w-0 flex-1 text-12 text-fg-3">{note}</span>
      <Button onClick={close}>{cancelLabel ?? t('cancel')}</Button>
      <Button variant="primary" type="submit" form={formId} isBusy={isSubmitting} disabledReason={submitDisabledReason}>
        {submitLabel}
      </Button>
    </>
  )

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      title={title}
      environment={environment}
      width={width}
      description={steps && <DialogSteps {...steps} />}
      footer={footer}
      isFlush
    >
      {result ? (
        <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{result}</div>
      ) : (
        <form
          id={formId}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            if (!isSubmitting && !submitDisabledReason) onSubmit()
          }}
          className={
            aside
              ? 'grid min-h-0 flex-1 grid-cols-1 overflow-y-auto md:grid-cols-[minmax(0,1fr)_280px]'
              : 'min-h-0 flex-1 overflow-y-auto'
          }
        >
          <div className="min-w-0 px-5 py-4">
            {problem && <div className="mb-4">{problem}</div>}
            {children}
          </div>
          {aside && <div className="min-w-0 border-line-2 px-5 py-4 max-md:border-t md:border-l">{aside}</div>}
        </form>
      )}
    </Dialog>
  )
}

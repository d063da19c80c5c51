'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { CommandBox } from './command-box.tsx'
import { Dialog } from './dialog.tsx'
import { DialogSteps } from './dialog-steps.tsx'
import { type Impact, ImpactList } from './impact-list.tsx'
import { TypedNameConfirm } from './typed-name-confirm.tsx'

interface DangerDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  environment?: string | undefined
  /** First step, when there is something to choose; absent = the dialog opens with the preview. */
  scope?: ReactNode
  onScopeDone?: () => void
  scopeDisabledReason?: string | undefined
  /** From the preview to the scope again. */
  onBack?: () => void
  step?: 'scope' | 'preview' | 'result'
  /** Before and after, per item. */
  preview: ReactNode
  impact?: readonly Impact[]
  /** When the preview was read, and how long it holds. */
  previewNote?: ReactNode
  isPreviewLoading?: boolean
  /** The same with the command line tool; null = no command does this, absent = it would be one per item. */
  command?: string | null
  commandLabel?: string
  /** Above the name to type: what else has to be said, a reason. */
  fields?: ReactNode
  confirmName: string
  /** Verb, number and noun: "Reset 16 queues". */
  applyLabel: string
  onApply: () => void
  isApplying?: boolean
  applyDisabledReason?: string | undefined
  problem?: ReactNode
  note?: ReactNode
  /** Per item: done, failed, fate unknown. Setting it ends the dialog's question. */
  result?: ReactNode
  /** Beside Close, once there is a result. */
  resultActions?: ReactNode
  width?: number
}

/** Scope → preview → typed name → result. The only place for a red button. */
export function DangerDialog({
  open,
  onOpenChange,
  title,
  environment,
  scope,
  onScopeDone,
  scopeDisabledReason,
  onBack,
  step = 'preview',
  preview,
  impact,
  previewNote,
  isPreviewLoading = false,
  command,
  commandLabel,
  fields,
  confirmName,
  applyLabel,
  onApply,
  isApplying = false,
  applyDisabledReason,
  problem,
  note,
  result,
  resultActions,
  width = 880,
}: DangerDialogProps) {
  const t = useTranslations('ui')
  const [typed, setTyped] = useState('')
  const current = result ? 'result' : step
  // A name that was typed for one preview is no consent to the next.
  const [lastStep, setLastStep] = useState(current)
  if (current !== lastStep) {
    setLastStep(current)
    setTyped('')
  }

  function changeOpen(next: boolean): void {
    if (!next) setTyped('')
    onOpenChange(next)
  }

  const order = [...(scope ? (['scope'] as const) : []), 'preview' as const, 'result' as const]
  const labels = order.map((name) => t(`steps.${name}`))
  const applyReason =
    applyDisabledReason ??
    (isPreviewLoading ? t('previewIsRead') : typed === confirmName ? undefined : t('typeNameFirst'))

  const footer =
    current === 'result' ? (
      <>
        <span className="min-w-0 flex-1 text-12 text-fg-3">{t('nothingRetried')}</span>
        {resultActions}
        <Button onClick={() => changeOpen(false)} autoFocus>
          {t('close')}
        </Button>
      </>
    ) : (
      <>
        <span className="min-w-0 flex-1 text-12 text-fg-3">{note}</span>
        {current === 'preview' && onBack ? (
          <Button onClick={onBack} disabledReason={isApplying ? t('isApplying') : undefined}>
            {t('back')}
          </Button>
        ) : (
          <Button onClick={() => changeOpen(false)}>{t('cancel')}</Button>
        )}
        {current === 'scope' ? (
          <Button
            variant="primary"
            onClick={onScopeDone ?? (() => {})}
            isBusy={isPreviewLoading}
            disabledReason={isPreviewLoading ? undefined : scopeDisabledReason}
          >
            {t('showPreview')}
          </Button>
        ) : (
          <Button
            variant="danger"
            onClick={onApply}
            isBusy={isApplying}
            disabledReason={isApplying ? undefined : applyReason}
          >
            {applyLabel}
          </Button>
        )}
      </>
    )

  return (
    <Dialog
      open={open}
      onOpenChange={changeOpen}
      title={title}
      environment={environment}
      width={width}
      description={
        <div className="flex flex-wrap justify-between gap-4">
          <DialogSteps labels={labels} current={order.indexOf(current)} />
          {current === 'preview' && previewNote}
        </div>
      }
      footer={footer}
      isFlush
    >
      {current === 'result' && <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{result}</div>}
      {current === 'scope' && <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{scope}</div>}
      {current === 'preview' && (
        <div className="grid min-h-0 flex-1 grid-cols-1 overflow-y-auto md:grid-cols-[minmax(0,1fr)_300px]">
          <div className="min-w-0 overflow-x-auto px-5 py-4" aria-busy={isPreviewLoading}>
            {problem && <div className="mb-4">{problem}</div>}
            {preview}
          </div>
          <div className="flex min-w-0 flex-col gap-4 border-line-2 px-5 py-4 max-md:border-t md:border-l">
            {impact && impact.length > 0 && <ImpactList items={impact} />}
            <div className="mt-auto">
              {command !== undefined && <CommandBox command={command} {...(commandLabel && { label: commandLabel })} />}
            </div>
            {fields}
            <TypedNameConfirm name={confirmName} value={typed} onValueChange={setTyped} />
          </div>
        </div>
      )}
    </Dialog>
  )
}

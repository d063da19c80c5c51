'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { OutcomeList } from '#components/layout/outcome-list.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { Button } from '#components/ui/button.tsx'
import { CommandBox } from '#components/ui/command-box.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { TypedNameConfirm } from '#components/ui/typed-name-confirm.tsx'
import { type SendOptions, type Sent, useRoleWrite } from './use-role-write.ts'
import { WritePreview } from './write-preview.tsx'
import { WriteResult } from './write-result.tsx'

interface RoleWriteDialogProps {
  clusterId: string
  /** Null: several. */
  roleName: string | null
  title: string
  /** What is to be filled in first; absent: the dialog opens with the preview. */
  fields?: ((errorOf: (path: string) => string | undefined) => ReactNode) | undefined
  fieldsDisabledReason?: string | undefined
  hasUnsavedInput?: boolean
  send: (options: SendOptions) => Promise<Sent>
  again?: Parameters<typeof useRoleWrite>[0]['again']
  /** Verb and object. */
  submitLabel: string
  /** Beside the preview, in sentences. */
  says?: ReactNode
  /** Under the outcome. */
  afterwards?: ReactNode
  onClose: () => void
}

/** Fields → what changes on each broker → what became of it there. */
export function RoleWriteDialog({
  clusterId,
  roleName,
  title,
  fields,
  fieldsDisabledReason,
  hasUnsavedInput = false,
  send,
  again,
  submitLabel,
  says,
  afterwards,
  onClose,
}: RoleWriteDialogProps) {
  const t = useTranslations('roles.write')
  const environment = useCluster()?.environment
  const [isEditing, setEditing] = useState(fields !== undefined)
  const [typed, setTyped] = useState('')
  const job = useRoleWrite({ clusterId, roleName, send, again, isReady: fields === undefined })
  const { preview, written } = job
  const errorOf = useFieldErrors(job.previewError ?? job.writeError)
  const hasFields = fields !== undefined
  const showsFields = hasFields && (isEditing || !preview || job.isPreviewing)
  const [block] = preview?.blockedBy ?? []
  const changes = preview?.items.filter(({ state }) => state === 'CHANGES').length ?? 0

  function show(): void {
    setTyped('')
    setEditing(false)
    job.showPreview()
  }

  function disabledReason(): string | undefined {
    if (showsFields) return fieldsDisabledReason
    if (!preview) return t('reading')
    if (block)
      return block.code === 'OWN_ACCOUNT' || block.code === 'LAST_SUPER' ? t(`blocks.${block.code}`) : block.detail
    if (preview.items.length > 0 && changes === 0) return t('nothingToDo')
    return preview.confirm !== null && typed !== preview.confirm ? t('typeFirst') : undefined
  }

  const steps = [...(hasFields ? [t('steps.fields')] : []), t('steps.difference'), t('steps.outcome')]
  const isConflict = problemOf(job.writeError)?.code === 'CONFLICT'
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      environment={environment}
      width={880}
      steps={{ labels: steps, current: written ? steps.length - 1 : showsFields ? 0 : steps.length - 2 }}
      note={t('note')}
      submitLabel={showsFields ? t('show') : submitLabel}
      onSubmit={() => (showsFields ? show() : job.write(preview?.confirm === null ? undefined : typed))}
      submitDisabledReason={disabledReason()}
      isSubmitting={showsFields ? job.isPreviewing : job.isWriting}
      hasUnsavedInput={hasUnsavedInput}
      problem={
        showsFields
          ? Boolean(job.previewError) && !job.isPreviewing && <ProblemStrip error={job.previewError} />
          : Boolean(job.writeError) && (
              <div className="grid gap-2">
                <ProblemStrip error={job.writeError} />
                {job.failedOutcome && <OutcomeList outcome={job.failedOutcome} />}
                {isConflict && (
                  <div>
                    <Button size="s" icon="refresh" onClick={show}>
                      {t('readAgain')}
                    </Button>
                  </div>
                )}
              </div>
            )
      }
      result={
        written && (
          <WriteResult
            roleName={roleName}
            written={written}
            isBusy={job.isFollowing}
            error={job.followError}
            onRetry={job.retry}
            onCheck={job.check}
          >
            {afterwards}
          </WriteResult>
        )
      }
    >
      {/* Hidden, not gone: a half typed entry of a field is still there on the way back. */}
      {fields && <div hidden={!showsFields}>{fields(errorOf)}</div>}
      {showsFields ? null : preview ? (
        <div className="grid gap-4">
          {hasFields && (
            <div>
              <Button size="s" icon="chev-left" onClick={() => setEditing(true)}>
                {t('back')}
              </Button>
            </div>
          )}
          <WritePreview preview={preview} hasSeveralRoles={roleName === null} />
          {says}
          {preview.items.length > 0 && <CommandBox command={preview.command === '' ? null : preview.command} />}
          {preview.confirm !== null && (
            <TypedNameConfirm name={preview.confirm} value={typed} onValueChange={setTyped} />
          )}
        </div>
      ) : job.previewError ? (
        <ProblemView error={job.previewError} onRetry={show} />
      ) : (
        <Loading shape="block" what={t('reading')} />
      )}
    </FormDialog>
  )
}

'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { savedViewHref } from '#components/layout/saved-views-query.ts'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useClusterId } from '#components/layout/use-cluster.ts'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { ApiError } from '#lib/api/call.ts'
import type { NewSavedView } from '#lib/saved-views/schema.ts'
import { useSavedViewWrites } from './use-saved-view-writes.ts'

interface SaveViewDialogProps {
  view: Pick<NewSavedView, 'viewId' | 'path' | 'query' | 'layout'>
  onClose: () => void
}

/** Names what is on screen, and says who else finds it. */
export function SaveViewDialog({ view, onClose }: SaveViewDialogProps) {
  const t = useTranslations('table.views')
  const router = useRouter()
  const access = useAccess()
  const clusterId = useClusterId()
  const [name, setName] = useState('')
  const [isShared, setIsShared] = useState(false)
  const [isPinned, setIsPinned] = useState(false)
  const { create } = useSavedViewWrites()
  const error = create.error instanceof ApiError ? create.error.problem : null
  const isTaken = error?.fields?.some(({ path, rule }) => path === 'body.name' && rule === 'taken') ?? false
  return (
    <FormDialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('saveTitle')}
      width={440}
      submitLabel={t('submit')}
      isSubmitting={create.isPending}
      submitDisabledReason={name.trim() === '' ? t('needsName') : undefined}
      onSubmit={() =>
        create.mutate(
          { ...view, name: name.trim(), isShared, isPinned },
          {
            onSuccess: (saved) => {
              onClose()
              router.replace(savedViewHref(saved))
            },
          },
        )
      }
      problem={create.error && !isTaken ? <ProblemStrip error={create.error} /> : undefined}
    >
      <p className="mb-3 text-fg-2">{t('keeps')}</p>
      <TextField
        label={t('name')}
        value={name}
        onValueChange={setName}
        maxLength={64}
        autoFocus
        error={isTaken ? t('taken') : undefined}
      />
      <div className="mt-3 flex flex-col gap-2">
        <Checkbox
          label={t('share')}
          hint={t('shareHint')}
          checked={isShared}
          onCheckedChange={setIsShared}
          disabledReason={access.reason('view:share', clusterId ?? undefined, 'any')}
        />
        <Checkbox label={t('pinIt')} checked={isPinned} onCheckedChange={setIsPinned} />
      </div>
    </FormDialog>
  )
}

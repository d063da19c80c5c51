'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { updateAuditSettingsEndpoint } from '#lib/audit-chain/api.ts'
import { minRetentionDays } from '#lib/audit-chain/schema.ts'
import { auditSettingsQuery } from './queries.ts'

/** How long rows are kept. */
export function RetentionDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('audit.retention')
  const toast = useToast()
  const access = useAccess()
  const queryClient = useQueryClient()
  const settings = useQuery(auditSettingsQuery())
  const [typed, setTyped] = useState<number | null | undefined>(undefined)
  const days = typed === undefined ? (settings.data?.retentionDays ?? null) : typed
  const save = useMutation({
    mutationFn: () => call(updateAuditSettingsEndpoint, { body: { retentionDays: days ?? 0 } }),
    onSuccess: ({ retentionDays }) => {
      void queryClient.invalidateQueries({ queryKey: ['audit'] })
      toast({ title: t('saved', { days: retentionDays }) })
      onClose()
    },
  })
  const errorOf = useFieldErrors(save.error)
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      submitLabel={t('save')}
      onSubmit={() => save.mutate()}
      isSubmitting={save.isPending}
      submitDisabledReason={access.reason('audit:manage') ?? (days === null ? t('needsDays') : undefined)}
      problem={(save.error ?? settings.error) && <ProblemStrip error={save.error ?? settings.error} />}
      note={t('note')}
    >
      <NumberField
        label={t('days')}
        unit={t('unit')}
        hint={t('hint', { min: minRetentionDays })}
        min={minRetentionDays}
        max={36_500}
        error={errorOf('body.retentionDays')}
        value={days}
        onValueChange={setTyped}
      />
    </FormDialog>
  )
}

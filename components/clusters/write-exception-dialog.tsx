'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { setReadOnlyEndpoint } from '#lib/clusters/api.ts'
import { MAX_READ_ONLY_EXCEPTION_MS } from '#lib/clusters/schema.ts'
import { clusterKeys } from './queries.ts'

const MINUTE_MS = 60_000
const choicesMs = [15 * MINUTE_MS, 30 * MINUTE_MS, 60 * MINUTE_MS, 120 * MINUTE_MS, MAX_READ_ONLY_EXCEPTION_MS]
const MAX_REASON = 256

interface WriteExceptionDialogProps {
  clusterId: string
  name: string
  onClose: () => void
}

/** Asks for how long a read-only cluster is to take writes, and why. */
export function WriteExceptionDialog({ clusterId, name, onClose }: WriteExceptionDialogProps) {
  const t = useTranslations('clusters.writeException')
  const format = useFormat()
  const toast = useToast()
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const [forMs, setForMs] = useState(60 * MINUTE_MS)
  const [reason, setReason] = useState('')
  const allow = useMutation({
    mutationFn: () => {
      const exception = { until: new Date(Date.now() + forMs), reason }
      return call(setReadOnlyEndpoint, { params: { clusterId }, body: { readOnly: true, exception } })
    },
    onSuccess: (cluster) => {
      queryClient.setQueryData(clusterKeys.one(clusterId), cluster)
      void queryClient.invalidateQueries({ queryKey: clusterKeys.all })
      toast({ title: t('allowed', { name }) })
      onClose()
    },
  })
  const errorOf = useFieldErrors(allow.error)
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('dialogTitle', { name })}
      environment={environment}
      note={t('note')}
      submitLabel={t('submit')}
      onSubmit={() => allow.mutate()}
      isSubmitting={allow.isPending}
      submitDisabledReason={reason.trim() === '' ? t('needsReason') : undefined}
      hasUnsavedInput={reason.trim() !== ''}
      problem={allow.error && <ProblemStrip error={allow.error} />}
    >
      <div className="grid gap-4">
        <p className="max-w-[60ch] text-fg-2">{t('dialogText')}</p>
        <Select
          label={t('for')}
          options={choicesMs.map((ms) => ({ value: String(ms), label: format.age(ms) }))}
          error={errorOf('body.exception.until')}
          value={String(forMs)}
          onValueChange={(value) => setForMs(Number(value))}
        />
        <TextArea
          label={t('reason')}
          isRequired
          value={reason}
          onValueChange={setReason}
          maxLength={MAX_REASON}
          error={errorOf('body.exception.reason')}
        />
      </div>
    </FormDialog>
  )
}

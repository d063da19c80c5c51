'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { BatchPreview } from '#lib/jobs/schema.ts'
import { BatchPreviewView } from './batch-preview.tsx'
import { type BatchScope, changeBatch, countOf } from './batch-target.ts'
import { jobKeys } from './queries.ts'
import { StartedJob } from './started-job.tsx'

interface BatchChangeDialogProps {
  clusterId: string
  scope: BatchScope
  source: string
  onClose: (isStarted: boolean) => void
}

type Permission = 'RW' | 'R' | 'W'

/** The same change of many topics: what is left empty stays as it is. */
export function BatchChangeDialog({ clusterId, scope, source, onClose }: BatchChangeDialogProps) {
  const t = useTranslations('jobs.batch')
  const queryClient = useQueryClient()
  const cluster = useCluster()
  const [queuesPerBroker, setQueues] = useState<number | null>(null)
  const [permission, setPermission] = useState<Permission | ''>('')
  const [protection, setProtection] = useState<'' | 'on' | 'off'>('')
  const [owner, setOwner] = useState('')
  const [remark, setRemark] = useState('')
  const patch = {
    ...(queuesPerBroker !== null && { queuesPerBroker }),
    ...(permission !== '' && { permission }),
    ...(protection !== '' && { deletionProtection: protection === 'on' }),
    ...(owner.trim() !== '' && { owner: owner.trim() }),
    ...(remark.trim() !== '' && { remark: remark.trim() }),
  }
  const check = useMutation({
    mutationFn: async () => (await changeBatch(clusterId, scope, { dryRun: true, patch, source })) as BatchPreview, // a dry run
  })
  const start = useMutation({
    mutationFn: async ({ confirm, revision }: BatchPreview) =>
      (await changeBatch(clusterId, scope, { dryRun: false, patch, confirm, revision, source })) as { jobId: string }, // no dry run
    onSettled: () => void queryClient.invalidateQueries({ queryKey: jobKeys.all(clusterId) }),
  })
  const errorOf = useFieldErrors(check.error ?? start.error)
  const preview = check.data
  const unchanged = { value: '' as const, label: t('unchanged') }
  const total = preview?.total ?? countOf(scope)
  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose(start.isSuccess)}
      title={t('changeTopics')}
      environment={cluster?.environment}
      step={preview ? 'preview' : 'scope'}
      scope={
        <div className="grid gap-3">
          <ProblemStrip error={check.error} />
          <div className="grid grid-cols-1 gap-3 md:grid-cols-3">
            <NumberField
              label={t('queues')}
              hint={t('queuesHint')}
              min={1}
              error={errorOf('body.patch.queuesPerBroker')}
              value={queuesPerBroker}
              onValueChange={setQueues}
            />
            <Select
              label={t('permission')}
              options={[unchanged, ...(['RW', 'R', 'W'] as const).map((value) => ({ value, label: value }))]}
              value={permission}
              onValueChange={setPermission}
            />
            <Select
              label={t('protection')}
              options={[
                unchanged,
                { value: 'on' as const, label: t('on') },
                { value: 'off' as const, label: t('off') },
              ]}
              value={protection}
              onValueChange={setProtection}
            />
          </div>
          <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
            <TextField label={t('owner')} error={errorOf('body.patch.owner')} value={owner} onValueChange={setOwner} />
            <TextField
              label={t('remark')}
              error={errorOf('body.patch.remark')}
              value={remark}
              onValueChange={setRemark}
            />
          </div>
        </div>
      }
      onScopeDone={() => check.mutate()}
      scopeDisabledReason={Object.keys(patch).length === 0 ? t('needsChange') : undefined}
      onBack={() => check.reset()}
      preview={preview && <BatchPreviewView preview={preview} isChange />}
      impact={[{ kind: 'info', text: t('job') }]}
      confirmName={preview?.confirm ?? ''}
      applyLabel={t('applyChange', { count: total })}
      onApply={() => preview && start.mutate(preview)}
      isApplying={start.isPending}
      applyDisabledReason={preview?.total === 0 ? t('nothing') : undefined}
      problem={start.error && <ProblemStrip error={start.error} />}
      note={t('note')}
      result={start.data && <StartedJob clusterId={clusterId} jobId={start.data.jobId} />}
    />
  )
}

'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import type { Impact } from '#components/ui/impact-list.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { BatchPreview } from '#lib/jobs/schema.ts'
import { BatchPreviewView } from './batch-preview.tsx'
import { type BatchScope, countOf, deleteBatch } from './batch-target.ts'
import { jobKeys } from './queries.ts'
import { StartedJob } from './started-job.tsx'

interface BatchDeleteDialogProps {
  clusterId: string
  things: 'topics' | 'groups'
  scope: BatchScope
  /** The page it is started from. */
  source: string
  /** @param isStarted whether a job was begun, so that the selection has had its use */
  onClose: (isStarted: boolean) => void
}

/** Many topics or groups: what would go, the number and the cluster typed, then a job. */
export function BatchDeleteDialog({ clusterId, things, scope, source, onClose }: BatchDeleteDialogProps) {
  const t = useTranslations('jobs.batch')
  const format = useFormat()
  const queryClient = useQueryClient()
  const cluster = useCluster()
  const [force, setForce] = useState(false)
  const [reason, setReason] = useState('')
  const query = useQuery({
    queryKey: [...jobKeys.all(clusterId), 'preview', things, scope],
    queryFn: async () =>
      (await deleteBatch(things, clusterId, scope, { dryRun: true, force: false, source })) as BatchPreview, // a dry run
    staleTime: 0,
    gcTime: 0,
  })
  const preview = query.data
  const start = useMutation({
    mutationFn: async ({ confirm, revision }: BatchPreview) =>
      (await deleteBatch(things, clusterId, scope, {
        dryRun: false,
        force,
        confirm,
        revision,
        source,
        ...(reason.trim() !== '' && { reason: reason.trim() }),
      })) as { jobId: string }, // no dry run
    // They are others by now, or one has gained protection: what is asked for is read again.
    onError: () => void query.refetch(),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: jobKeys.all(clusterId) }),
  })
  const total = preview?.total ?? countOf(scope)
  const shown = preview?.effects[0]?.targets.length ?? 0
  const inUse = preview?.effects.find(({ kind }) => kind === 'inUse')?.count ?? 0
  const notKnown = preview?.effects.find(({ kind }) => kind === 'notKnown')?.count ?? 0
  const deadLetters = preview?.effects.find(({ kind }) => kind === 'withDeadLetters')?.count ?? 0
  const isTopics = things === 'topics'
  const impact: Impact[] = [
    { kind: 'info', text: t('job') },
    { kind: 'undo', text: t('offsets') },
  ]
  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose(start.isSuccess)}
      title={isTopics ? t('deleteTopics') : t('deleteGroups')}
      environment={cluster?.environment}
      preview={
        preview ? (
          <div className="grid gap-4">
            <BatchPreviewView preview={preview} />
            {inUse + deadLetters + notKnown > 0 && (
              <Checkbox
                label={isTopics ? t('force') : t('forceGroups')}
                hint={t('forceHint')}
                checked={force}
                onCheckedChange={setForce}
              />
            )}
          </div>
        ) : query.error ? (
          <ProblemView error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Loading shape="block" what={t('reading')} />
        )
      }
      impact={impact}
      isPreviewLoading={!preview}
      command={preview?.command || null}
      {...(shown < total && { commandLabel: t('mqadmin', { count: format.number(shown) }) })}
      fields={<TextField label={t('reason')} hint={t('reasonHint')} value={reason} onValueChange={setReason} />}
      confirmName={preview?.confirm ?? ''}
      applyLabel={isTopics ? t('applyTopics', { count: total }) : t('applyGroups', { count: total })}
      onApply={() => preview && start.mutate(preview)}
      isApplying={start.isPending}
      applyDisabledReason={preview?.total === 0 ? t('nothing') : undefined}
      problem={start.error && <ProblemStrip error={start.error} />}
      note={t('note')}
      result={start.data && <StartedJob clusterId={clusterId} jobId={start.data.jobId} />}
    />
  )
}

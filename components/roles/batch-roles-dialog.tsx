'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { BatchPreviewView } from '#components/jobs/batch-preview.tsx'
import { jobKeys } from '#components/jobs/queries.ts'
import { StartedJob } from '#components/jobs/started-job.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { call } from '#lib/api/call.ts'
import type { BatchPreview } from '#lib/jobs/schema.ts'
import { batchRolesEndpoint } from '#lib/roles/api.ts'
import type { RoleStatus } from '#lib/roles/schema.ts'
import { type RolesFilter, roleKeys } from './queries.ts'

/** What a bulk action is about: these names, or all that a filter of the list finds. */
export type RoleBatchScope =
  | { kind: 'names'; names: readonly string[] }
  | { kind: 'filter'; filter: RolesFilter; count: number }

interface BatchRolesDialogProps {
  clusterId: string
  scope: RoleBatchScope
  /** What they will be. */
  status: RoleStatus
  /** @param isStarted whether a job was begun, so that the selection has had its use */
  onClose: (isStarted: boolean) => void
}

/** Many roles are stopped, or work again: what is left alone, the number and the cluster typed, then a job. */
export function BatchRolesDialog({ clusterId, scope, status, onClose }: BatchRolesDialogProps) {
  const t = useTranslations('roles.bulk')
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const action = status === 'disabled' ? 'disable' : 'enable'
  const send = (dryRun: boolean, rest: { confirm?: string; revision?: string } = {}) =>
    call(batchRolesEndpoint, {
      params: { clusterId },
      query: { dryRun },
      body: {
        action,
        source: '/roles',
        ...rest,
        ...(scope.kind === 'names' ? { roleNames: [...scope.names] } : { filter: scope.filter }),
      },
    })
  const query = useQuery({
    queryKey: [...roleKeys.all(clusterId), 'preview', action, scope],
    queryFn: async () => (await send(true)) as BatchPreview, // a dry run
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const preview = query.data
  const start = useMutation({
    mutationFn: async ({ confirm, revision }: BatchPreview) =>
      (await send(false, { confirm, revision })) as { jobId: string }, // no dry run
    // They are others by now: what is asked for is read again.
    onError: () => void query.refetch(),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: jobKeys.all(clusterId) }),
  })
  const total = preview?.total ?? (scope.kind === 'names' ? scope.names.length : scope.count)
  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose(start.isSuccess)}
      title={t(action)}
      environment={environment}
      preview={
        preview ? (
          <BatchPreviewView preview={preview} isChange />
        ) : query.error ? (
          <ProblemView error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Loading shape="block" what={t('reading')} />
        )
      }
      impact={[
        { kind: 'info', text: t('job') },
        { kind: action === 'disable' ? 'warning' : 'info', text: t(`effects.${action}`) },
        { kind: 'undo', text: t(`undo.${action}`) },
      ]}
      isPreviewLoading={!preview}
      command={preview?.command || null}
      confirmName={preview?.confirm ?? ''}
      applyLabel={t(`apply.${action}`, { count: total })}
      onApply={() => preview && start.mutate(preview)}
      isApplying={start.isPending}
      applyDisabledReason={preview?.total === 0 ? t('nothing') : undefined}
      problem={start.error && <ProblemStrip error={start.error} />}
      note={t('note')}
      result={start.data && <StartedJob clusterId={clusterId} jobId={start.data.jobId} />}
    />
  )
}

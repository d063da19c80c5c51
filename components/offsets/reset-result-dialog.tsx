'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { resetQuery } from './queries.ts'
import { ResetResult } from './reset-result.tsx'

interface ResetResultDialogProps {
  clusterId: string
  groupName: string
  resetId: string
  undoReason: string | undefined
  onUndo: (snapshotId: string) => void
  onClose: () => void
}

/** A past reset, queue by queue, and the way back from it. */
export function ResetResultDialog({
  clusterId,
  groupName,
  resetId,
  undoReason,
  onUndo,
  onClose,
}: ResetResultDialogProps) {
  const t = useTranslations('offsets')
  const tUi = useTranslations('ui')
  const environment = useCluster()?.environment
  const query = useQuery(resetQuery(clusterId, groupName, resetId))
  const reset = query.data
  const snapshotId = reset?.snapshotId
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('titleOf', { group: groupName })}
      description={reset && [reset.by, reset.reason].filter(Boolean).join(' · ')}
      environment={environment}
      width={940}
      footer={
        <>
          <span className="min-w-0 flex-1 font-mono text-12 text-fg-3">{resetId}</span>
          {snapshotId && (
            <Button icon="undo" onClick={() => onUndo(snapshotId)} disabledReason={undoReason}>
              {t('undo')}
            </Button>
          )}
          <Button onClick={onClose} autoFocus>
            {tUi('close')}
          </Button>
        </>
      }
    >
      {reset ? (
        <ResetResult reset={reset} />
      ) : query.error ? (
        <ProblemView error={query.error} />
      ) : (
        <Loading shape="block" what={t('readingResult')} />
      )}
    </Dialog>
  )
}

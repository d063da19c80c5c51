'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { deleteClusterEndpoint } from '#lib/clusters/api.ts'
import { clusterKeys } from './queries.ts'

interface RemoveClusterDialogProps {
  cluster: { clusterId: string; name: string; environment: string }
  onClose: () => void
}

export function RemoveClusterDialog({ cluster, onClose }: RemoveClusterDialogProps) {
  const t = useTranslations('clusters.remove')
  const toast = useToast()
  const router = useRouter()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: () =>
      call(deleteClusterEndpoint, { params: { clusterId: cluster.clusterId }, query: { confirm: cluster.name } }),
    onSuccess: () => {
      queryClient.invalidateQueries({ queryKey: clusterKeys.all })
      toast({ title: t('done', { name: cluster.name }) })
      onClose()
      router.push('/clusters')
    },
  })
  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      environment={cluster.environment}
      preview={<p className="max-w-[60ch]">{t('preview', { name: cluster.name })}</p>}
      impact={[
        { kind: 'info', text: t('nothingInRocketmq') },
        { kind: 'warning', text: t('stops') },
        { kind: 'undo', text: t('undo') },
      ]}
      command={null}
      confirmName={cluster.name}
      applyLabel={t('apply')}
      onApply={() => remove.mutate()}
      isApplying={remove.isPending}
      problem={remove.error && <ProblemStrip error={remove.error} />}
    />
  )
}

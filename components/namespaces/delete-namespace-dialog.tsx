'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { deleteNamespaceEndpoint } from '#lib/namespaces/api.ts'
import { namespaceImpactQuery, namespaceKeys } from './queries.ts'

interface DeleteNamespaceDialogProps {
  clusterId: string
  namespace: string
  onClose: () => void
}

export function DeleteNamespaceDialog({ clusterId, namespace, onClose }: DeleteNamespaceDialogProps) {
  const t = useTranslations('namespaces.delete')
  const toast = useToast()
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const impact = useQuery(namespaceImpactQuery(clusterId, namespace))
  const remove = useMutation({
    mutationFn: () =>
      call(deleteNamespaceEndpoint, { params: { clusterId, namespace }, query: { confirm: namespace } }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: namespaceKeys.all(clusterId) })
      toast({ title: t('done', { name: namespace }) })
      onClose()
    },
  })
  // Of names in one cluster, so it fits a number.
  const countOf = (kind: string) => Number(impact.data?.effects.find((effect) => effect.kind === kind)?.count ?? 0n)
  const inside = countOf('topics') + countOf('groups')
  const isProtected = impact.data?.blockedBy.some(({ code }) => code === 'PROTECTED')
  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title', { name: namespace })}
      environment={environment}
      width={760}
      isPreviewLoading={impact.isPending}
      preview={
        impact.data ? (
          <p className="max-w-[60ch]">
            {inside > 0 ? t('notEmpty', { topics: countOf('topics'), groups: countOf('groups') }) : t('empty')}
          </p>
        ) : impact.error ? (
          <ProblemView error={impact.error} />
        ) : (
          <Loading shape="block" what={t('reading')} />
        )
      }
      impact={[
        { kind: 'info', text: t('nothingInRocketmq') },
        { kind: 'warning', text: t('lost') },
      ]}
      command={null}
      confirmName={namespace}
      applyLabel={t('apply')}
      applyDisabledReason={isProtected ? t('protected') : inside > 0 ? t('deleteTheseFirst') : undefined}
      onApply={() => remove.mutate()}
      isApplying={remove.isPending}
      problem={remove.error && <ProblemStrip error={remove.error} />}
    />
  )
}

'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { restoreClusterEndpoint } from '#lib/clusters/api.ts'
import { clusterKeys } from './queries.ts'

export function RestoreButton({ clusterId, name }: { clusterId: string; name: string }) {
  const t = useTranslations('clusters.remove')
  const toast = useToast()
  const access = useAccess()
  const queryClient = useQueryClient()
  const restore = useMutation({
    mutationFn: () => call(restoreClusterEndpoint, { params: { clusterId } }),
    onSuccess: () => {
      queryClient.invalidateQueries({ queryKey: clusterKeys.all })
      toast({ title: t('restored', { name }) })
    },
    onError: (error) => toast({ title: t('notRestored', { name }), description: error.message, kind: 'failed' }),
  })
  return (
    <Button
      size="s"
      icon="undo"
      isBusy={restore.isPending}
      disabledReason={access.reason('cluster:remove', clusterId)}
      onClick={() => restore.mutate()}
    >
      {t('restore')}
    </Button>
  )
}

'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { setReadOnlyEndpoint } from '#lib/clusters/api.ts'
import { ProblemStrip } from './states/problem-strip.tsx'
import { useAccess } from './use-access.ts'
import { useCluster } from './use-cluster.ts'
import { useFormat } from './use-format.ts'

/** On every page of a read-only cluster that takes writes for a while: until when, who allowed it, why, and how to end it. */
export function WriteExceptionStrip() {
  const t = useTranslations('layout.writeException')
  const format = useFormat()
  const access = useAccess()
  const toast = useToast()
  const queryClient = useQueryClient()
  const cluster = useCluster()
  const end = useMutation({
    mutationFn: (clusterId: string) =>
      call(setReadOnlyEndpoint, { params: { clusterId }, body: { readOnly: true, exception: null } }),
    onSuccess: ({ name }) => {
      void queryClient.invalidateQueries({ queryKey: ['clusters'] })
      toast({ title: t('ended', { name }) })
    },
  })
  if (!cluster?.readOnlyException) return null
  const { until, by, reason } = cluster.readOnlyException
  return (
    <div className="mt-3 grid gap-2">
      <Strip
        tone="warning"
        end={
          <Button
            size="s"
            isBusy={end.isPending}
            onClick={() => end.mutate(cluster.clusterId)}
            disabledReason={access.reason('cluster:read-only', cluster.clusterId)}
          >
            {t('end')}
          </Button>
        }
      >
        {t('text', { until: format.instant(until, false), zone: format.zone(until), by, reason })}
      </Strip>
      {end.error && <ProblemStrip error={end.error} />}
    </div>
  )
}

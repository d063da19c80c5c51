'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { clusterKeys } from '#components/clusters/queries.ts'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { forgetBrokerEndpoint } from '#lib/nodes/api.ts'
import type { Broker } from '#lib/nodes/schema.ts'

interface ForgetBrokerDialogProps {
  clusterId: string
  broker: Broker
  onClose: () => void
  /** Its row and its page are gone. */
  onForgotten?: () => void
}

/** Asks whether a broker that is down is gone for good, and says what it means. */
export function ForgetBrokerDialog({ clusterId, broker, onClose, onForgotten }: ForgetBrokerDialogProps) {
  const t = useTranslations('nodes.forget')
  const format = useFormat()
  const toast = useToast()
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const { brokerName, brokerId, address, lastSeenAt } = broker
  const name = brokerId === 0 ? brokerName : `${brokerName}:${brokerId}`
  const forget = useMutation({
    mutationFn: () => call(forgetBrokerEndpoint, { params: { clusterId, brokerName, brokerId } }),
    onSuccess: () => {
      toast({ title: t('done', { name }), description: t('healthFollows') })
      onClose()
      onForgotten?.()
      void queryClient.invalidateQueries({ queryKey: clusterKeys.all })
    },
  })
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title', { name })}
      environment={environment}
      note={t('note')}
      submitLabel={t('submit', { name })}
      onSubmit={() => forget.mutate()}
      isSubmitting={forget.isPending}
      problem={forget.error && <ProblemStrip error={forget.error} />}
    >
      <div className="grid max-w-[60ch] gap-3">
        <p>
          {lastSeenAt === null
            ? t('neverAnswered', { name, address })
            : t('lastAnswered', { name, address, time: format.instant(lastSeenAt, false) })}
        </p>
        <p className="text-fg-2">{t('effect')}</p>
        <p className="text-fg-2">{t('undo')}</p>
      </div>
    </FormDialog>
  )
}

'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toOutcome } from '#components/layout/fan-out-outcome.ts'
import { OutcomeList } from '#components/layout/outcome-list.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { call } from '#lib/api/call.ts'
import type { FanOut } from '#lib/api/endpoint.ts'
import { setWritePermissionEndpoint } from '#lib/nodes/api.ts'
import type { Broker } from '#lib/nodes/schema.ts'
import { drainImpactQuery, nodeKeys } from './queries.ts'

interface DrainDialogProps {
  clusterId: string
  broker: Broker
  /** Open it again instead. */
  isOpening: boolean
  onClose: () => void
}

const methods = ['brokerConfig', 'nameServer'] as const

/** Takes the writes from a broker before it is stopped, or gives them back. */
export function DrainDialog({ clusterId, broker, isOpening, onClose }: DrainDialogProps) {
  const t = useTranslations('nodes.drain')
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const { brokerName } = broker
  // Opened again the way it was closed.
  const [method, setMethod] = useState<(typeof methods)[number]>(broker.drainMethod ?? 'brokerConfig')
  const input = { write: isOpening, method }
  const impact = useQuery(drainImpactQuery(clusterId, brokerName, input))
  const apply = useMutation({
    mutationFn: async () =>
      (await call(setWritePermissionEndpoint, {
        params: { clusterId, brokerName },
        query: { confirm: brokerName },
        body: input,
      })) as FanOut<never>, // an Impact comes for `dryRun` only
    onSettled: () => void queryClient.invalidateQueries({ queryKey: nodeKeys.all(clusterId) }),
  })
  const effect = (kind: string) => impact.data?.effects.find((each) => each.kind === kind)
  // Of names in one cluster, so it fits a number.
  const countOf = (kind: string) => Number(effect(kind)?.count ?? 0n)
  const verb = isOpening ? 'open' : 'drain'
  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`${verb}.title`, { broker: brokerName })}
      environment={environment}
      isPreviewLoading={impact.isPending}
      preview={
        <div className="grid gap-4">
          <p className="max-w-[60ch]">{t(`${verb}.text`)}</p>
          <RadioGroup
            label={t('method')}
            value={method}
            onValueChange={setMethod}
            options={methods.map((value) => ({ value, label: t(`methods.${value}`), hint: t(`hints.${value}`) }))}
          />
          {impact.error ? (
            <ProblemView error={impact.error} />
          ) : impact.data ? (
            <ul className="grid gap-1 text-fg-2">
              <li>{t('topics', { count: countOf('topics') })}</li>
              {countOf('onlyHere') > 0 && (
                <li className="text-warning [overflow-wrap:anywhere]">
                  {t('onlyHere', { count: countOf('onlyHere'), names: effect('onlyHere')?.detail ?? '' })}
                </li>
              )}
              {countOf('readOnlyBefore') > 0 && (
                <li className="text-warning [overflow-wrap:anywhere]">
                  {t('readOnlyBefore', {
                    count: countOf('readOnlyBefore'),
                    names: effect('readOnlyBefore')?.detail ?? '',
                  })}
                </li>
              )}
            </ul>
          ) : (
            <Loading shape="block" what={t('reading')} />
          )}
        </div>
      }
      impact={
        isOpening
          ? [{ kind: 'info', text: t('open.effect') }]
          : [
              { kind: 'warning', text: t('drain.effect') },
              { kind: 'info', text: t('drain.safe') },
              { kind: 'undo', text: t('drain.undo') },
            ]
      }
      command={impact.data?.command ?? null}
      confirmName={brokerName}
      applyLabel={t(`${verb}.apply`, { broker: brokerName })}
      onApply={() => apply.mutate()}
      isApplying={apply.isPending}
      problem={apply.error && <ProblemStrip error={apply.error} />}
      result={
        apply.data && (
          <div className="grid gap-4">
            <p className="text-fg-2">{t(`${verb}.done`)}</p>
            <OutcomeList
              outcome={toOutcome(apply.data, (address) => (address === broker.address ? brokerName : null))}
            />
          </div>
        )
      }
    />
  )
}

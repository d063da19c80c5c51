'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { listsOfProblem, type Outcome, toOutcome } from '#components/layout/fan-out-outcome.ts'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { OutcomeList } from '#components/layout/outcome-list.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { ImpactList } from '#components/ui/impact-list.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { ApiError, call } from '#lib/api/call.ts'
import { switchConsumeEndpoint } from '#lib/groups/api.ts'
import { groupKeys, groupQuery } from './queries.ts'

interface ConsumeDialogProps {
  clusterId: string
  groupName: string
  /** What it will be. */
  enabled: boolean
  onClose: () => void
}

/** Asks before consumption is switched, with who is there and what waits. */
export function ConsumeDialog({ clusterId, groupName, enabled, onClose }: ConsumeDialogProps) {
  const t = useTranslations('groups.consume')
  const tGroups = useTranslations('groups')
  const format = useFormat()
  const toast = useToast()
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const { data: group } = useQuery(groupQuery(clusterId, groupName))
  const [partly, setPartly] = useState<Outcome | null>(null)
  const nameOf = (address: string) => group?.configs.find((config) => config.address === address)?.brokerName ?? null
  const word = enabled ? 'on' : 'off'

  const consume = useMutation({
    mutationFn: () => call(switchConsumeEndpoint, { params: { clusterId, groupName }, body: { enabled } }),
    onSuccess: (answer) => {
      void queryClient.invalidateQueries({ queryKey: groupKeys.all(clusterId) })
      if (answer.failed.length + answer.unknown.length > 0) {
        setPartly(toOutcome(answer, nameOf))
        return
      }
      toast({ title: t(`${word}.done`, { name: groupName }) })
      onClose()
    },
  })
  const lists = consume.error instanceof ApiError ? listsOfProblem(consume.error) : null

  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`${word}.title`, { name: groupName })}
      environment={environment}
      note={t('note')}
      submitLabel={t(`${word}.submit`)}
      onSubmit={() => consume.mutate()}
      isSubmitting={consume.isPending}
      result={
        partly && (
          <div className="grid gap-4">
            <h3 className="text-14 font-semibold" aria-live="polite">
              {t('partly', {
                done: partly.done.length,
                total: partly.done.length + partly.failed.length + partly.unknown.length,
              })}
            </h3>
            <OutcomeList outcome={partly} />
          </div>
        )
      }
      problem={
        consume.error && (
          <div className="grid gap-2">
            <ProblemStrip error={consume.error} />
            {lists && <OutcomeList outcome={toOutcome(lists, nameOf)} />}
          </div>
        )
      }
    >
      <div className="grid gap-4">
        {group && (
          <KeyValuePanel
            items={[
              {
                label: tGroups('clients'),
                value: <MeasuredValue measured={group.clients} format={({ total }) => format.number(total)} />,
              },
              { label: tGroups('lag'), value: <MeasuredValue measured={group.lag} /> },
              {
                label: tGroups('oldestUnconsumed'),
                value: (
                  <MeasuredValue
                    measured={group.lagTimeMs}
                    format={(ageMs) => (ageMs <= 0 ? '0' : format.age(ageMs))}
                  />
                ),
              },
              { label: t('brokers'), value: group.brokerNames.join(', ') || '–' },
            ]}
          />
        )}
        <ImpactList
          items={
            enabled
              ? [
                  { kind: 'info', text: t('on.resumes') },
                  { kind: 'info', text: t('on.backlog') },
                ]
              : [
                  { kind: 'warning', text: t('off.stops') },
                  { kind: 'warning', text: t('off.grows') },
                  { kind: 'undo', text: t('off.undo') },
                ]
          }
        />
      </div>
    </FormDialog>
  )
}

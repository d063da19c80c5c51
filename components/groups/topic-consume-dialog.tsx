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
import type { Group } from '#lib/groups/schema.ts'
import { groupKeys, groupQuery } from './queries.ts'

interface TopicConsumeDialogProps {
  clusterId: string
  groupName: string
  topicName: string
  /** What it will be. */
  enabled: boolean
  onClose: () => void
}

/** Asks before consumption of one topic is switched: who obeys and who does not, what waits, which topics stay off. */
export function TopicConsumeDialog({ clusterId, groupName, topicName, enabled, onClose }: TopicConsumeDialogProps) {
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
  const names = { name: groupName, topic: topicName }

  const consume = useMutation({
    mutationFn: () =>
      call(switchConsumeEndpoint, { params: { clusterId, groupName }, body: { enabled, topic: topicName } }),
    onSuccess: (answer) => {
      void queryClient.invalidateQueries({ queryKey: groupKeys.all(clusterId) })
      if (answer.failed.length + answer.unknown.length > 0) {
        setPartly(toOutcome(answer, nameOf))
        return
      }
      toast({ title: t(`topic.${word}.done`, names) })
      onClose()
    },
  })
  const lists = consume.error instanceof ApiError ? listsOfProblem(consume.error) : null
  const lag = group?.topicRows.find((row) => row.topicName === topicName)?.lag
  const othersOff = group?.topicsOff.filter((off) => off.topicName !== topicName).map((off) => off.topicName) ?? []
  const deaf = group ? deafClients(group) : null

  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`topic.${word}.title`, names)}
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
              ...(lag ? [{ label: t('lagInTopic'), value: <MeasuredValue measured={lag} /> }] : []),
              { label: t('brokers'), value: group.brokerNames.join(', ') || '–' },
            ]}
          />
        )}
        <ImpactList
          items={
            enabled
              ? [
                  { kind: 'info', text: t('topic.on.resumes') },
                  { kind: 'info', text: t('topic.on.backlog') },
                  ...(othersOff.length > 0
                    ? [{ kind: 'info' as const, text: t('topic.on.others', { topics: othersOff.join(', ') }) }]
                    : []),
                ]
              : [
                  { kind: 'warning', text: t('topic.off.stops') },
                  ...(deaf === null
                    ? [{ kind: 'warning' as const, text: t('topic.off.notAllUnknown') }]
                    : deaf > 0
                      ? [{ kind: 'warning' as const, text: t('topic.off.notAll', { count: deaf }) }]
                      : []),
                  { kind: 'warning', text: t('topic.off.grows') },
                  { kind: 'info', text: t('topic.off.version') },
                  { kind: 'undo', text: t('topic.off.undo') },
                ]
          }
        />
      </div>
    </FormDialog>
  )
}

/** Clients that no broker stops in one topic: all that POP or pull, and those of gRPC. Null = not known. */
function deafClients({ type, clients }: Group): number | null {
  if (clients.value === null) return null
  return type === 'POP' || type === 'PULL' ? clients.value.total : clients.value.grpc
}

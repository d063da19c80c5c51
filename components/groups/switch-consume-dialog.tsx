'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { listsOfProblem, type Outcome, toOutcome } from '#components/layout/fan-out-outcome.ts'
import { OutcomeList } from '#components/layout/outcome-list.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { type Impact, ImpactList } from '#components/ui/impact-list.tsx'
import { type KeyValue, KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { ApiError, call } from '#lib/api/call.ts'
import { switchConsumeEndpoint } from '#lib/groups/api.ts'
import type { Group } from '#lib/groups/schema.ts'
import { groupKeys, groupQuery } from './queries.ts'

interface SwitchConsumeDialogProps {
  clusterId: string
  groupName: string
  /** Only what it consumes of this topic; else all of it. */
  topicName?: string
  /** What it will be. */
  enabled: boolean
  title: string
  doneText: string
  /** What is so now. */
  factsOf: (group: Group) => KeyValue[]
  /** What the switch does; null while the group is not known. */
  impactOf: (group: Group | null) => Impact[]
  onClose: () => void
}

/** Asks before consumption is switched, and says of each broker whether it was. */
export function SwitchConsumeDialog({
  clusterId,
  groupName,
  topicName,
  enabled,
  title,
  doneText,
  factsOf,
  impactOf,
  onClose,
}: SwitchConsumeDialogProps) {
  const t = useTranslations('groups.consume')
  const toast = useToast()
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const { data: group = null } = useQuery(groupQuery(clusterId, groupName))
  const [partly, setPartly] = useState<Outcome | null>(null)
  const nameOf = (address: string) => group?.configs.find((config) => config.address === address)?.brokerName ?? null

  const consume = useMutation({
    mutationFn: () =>
      call(switchConsumeEndpoint, {
        params: { clusterId, groupName },
        body: { enabled, ...(topicName !== undefined && { topic: topicName }) },
      }),
    onSuccess: (answer) => {
      void queryClient.invalidateQueries({ queryKey: groupKeys.all(clusterId) })
      if (answer.failed.length + answer.unknown.length > 0) {
        setPartly(toOutcome(answer, nameOf))
        return
      }
      toast({ title: doneText })
      onClose()
    },
  })
  const lists = consume.error instanceof ApiError ? listsOfProblem(consume.error) : null

  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      environment={environment}
      note={t('note')}
      submitLabel={t(`${enabled ? 'on' : 'off'}.submit`)}
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
        {group && <KeyValuePanel items={factsOf(group)} />}
        <ImpactList items={impactOf(group)} />
      </div>
    </FormDialog>
  )
}

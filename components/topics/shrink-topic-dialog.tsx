'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { toOutcome } from '#components/layout/fan-out-outcome.ts'
import { OutcomeList } from '#components/layout/outcome-list.tsx'
import { PartialStrip } from '#components/layout/states/partial-strip.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { CommandBox } from '#components/ui/command-box.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { call } from '#lib/api/call.ts'
import { getTopicShrinkEndpoint, shrinkTopicEndpoint } from '#lib/topics/api.ts'
import type { TopicShrink } from '#lib/topics/schema.ts'
import { topicKeys, topicQuery } from './queries.ts'

interface ShrinkTopicDialogProps {
  clusterId: string
  topicName: string
  onClose: () => void
}

const order = ['WRITE', 'DRAIN', 'READ', 'DONE'] as const
const WATCH_MS = 3_000

/**
 * Fewer queues without losing a message: first nobody writes to those that go, then they are emptied, then given up. It may be
 * closed in between and goes on where it stood.
 */
export function ShrinkTopicDialog({ clusterId, topicName, onClose }: ShrinkTopicDialogProps) {
  const t = useTranslations('topics.shrink')
  const format = useFormat()
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const topic = useQuery(topicQuery(clusterId, topicName)).data
  const most = topic?.queuesPerBroker ?? null
  const [queues, setQueues] = useState<number | null>(null)
  const isFewer = most === null || queues === null || queues < most
  const isChosen = queues !== null && queues >= 1 && isFewer
  const params = { clusterId, topicName }
  const key = [...topicKeys.one(clusterId, topicName), 'shrink', queues]
  const state = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      call(getTopicShrinkEndpoint, { params, query: { queuesPerBroker: queues ?? 1 } }, { signal }),
    enabled: isChosen,
    refetchInterval: ({ state: { data } }) => (data?.step === 'DRAIN' ? WATCH_MS : false),
  })
  const step = useMutation({
    mutationFn: () => call(shrinkTopicEndpoint, { params, body: { queuesPerBroker: queues ?? 1 } }),
    onSuccess: ({ resource }) => resource && queryClient.setQueryData(key, resource),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: topicKeys.all(clusterId) }),
  })
  const shrink = isChosen ? state.data : undefined
  const now = shrink?.step
  const failed = step.data && step.data.failed.length + step.data.unknown.length > 0 ? step.data : null

  function disabledReason(): string | undefined {
    if (!isFewer) return t('needsFewer')
    if (!isChosen) return t('needsNumber')
    if (!shrink) return t('reading')
    if (now === 'DRAIN') return t('waits')
    return now === 'DONE' ? t('isDone') : undefined
  }
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title', { name: topicName })}
      environment={environment}
      width={720}
      steps={{
        labels: order.map((name) => t(`steps.${name}`)),
        current: now ? order.indexOf(now) : 0,
      }}
      note={t('note')}
      submitLabel={now === 'READ' ? t('giveUp') : t('stopWrites')}
      onSubmit={() => step.mutate()}
      isSubmitting={step.isPending}
      submitDisabledReason={disabledReason()}
      cancelLabel={t('close')}
      problem={
        (Boolean(step.error ?? state.error) || failed) && (
          <div className="grid gap-2">
            <ProblemStrip error={step.error ?? state.error} />
            {failed && <OutcomeList outcome={toOutcome(failed, () => null)} />}
          </div>
        )
      }
    >
      <div className="grid gap-3">
        <div className="max-w-60">
          <NumberField
            label={t('queues')}
            isRequired
            min={1}
            {...(most !== null && { unit: t('now', { count: format.number(most) }) })}
            error={isFewer ? undefined : t('needsFewer')}
            value={queues}
            onValueChange={setQueues}
          />
        </div>
        {now && <Strip tone={now === 'DRAIN' ? 'warning' : 'info'}>{t(`says.${now}`)}</Strip>}
        <PartialStrip partial={shrink?.partial} effect={t('partialEffect')} onRetry={() => void state.refetch()} />
        {shrink && shrink.waiting.length > 0 && <Waiting rows={shrink.waiting} />}
        {step.data && step.data.command !== '' && <CommandBox command={step.data.command} />}
      </div>
    </FormDialog>
  )
}

/** Who has not consumed what in the queues that go. */
function Waiting({ rows }: { rows: TopicShrink['waiting'] }) {
  const t = useTranslations('topics.shrink')
  const format = useFormat()
  const columns: Column<TopicShrink['waiting'][number]>[] = [
    { id: 'group', head: t('group'), width: 220, isFlexible: true, cell: ({ groupName }) => groupName },
    {
      id: 'queue',
      head: t('queue'),
      width: 150,
      cell: ({ brokerName, queueId }) => (
        <span className="font-mono text-12">
          {brokerName} {queueId}
        </span>
      ),
    },
    { id: 'lag', head: t('unconsumed'), width: 130, align: 'right', cell: ({ lag }) => format.number(lag) },
  ]
  return (
    <PlainTable
      label={t('waiting')}
      columns={columns}
      rows={rows}
      rowId={({ groupName, brokerName, queueId }) => `${groupName} ${brokerName} ${queueId}`}
      density={28}
    />
  )
}

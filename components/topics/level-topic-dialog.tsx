'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { newIdempotencyKey } from '#components/layout/idempotency-key.ts'
import { OutcomeList } from '#components/layout/outcome-list.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { WriteResult } from '#components/layout/write-result.tsx'
import { CommandBox } from '#components/ui/command-box.tsx'
import { DiffTable } from '#components/ui/diff-table.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { call } from '#lib/api/call.ts'
import { levelTopicEndpoint } from '#lib/topics/api.ts'
import type { TopicBrokerConfig } from '#lib/topics/schema.ts'
import { levelRows, losesQueues } from './level-rows.ts'
import { levelTopicCommand } from './mqadmin-command.ts'
import { registrationQuery } from './queries.ts'
import { useTopicWrite } from './use-topic-write.ts'

interface LevelTopicDialogProps {
  clusterId: string
  topicName: string
  /** As the tab showed them when the dialog was opened. */
  configs: readonly TopicBrokerConfig[]
  fromBroker: string
  onClose: () => void
}

/** Gives the config of one broker to the others that have the topic. */
export function LevelTopicDialog({ clusterId, topicName, configs, fromBroker, onClose }: LevelTopicDialogProps) {
  const t = useTranslations('topics.level')
  const environment = useCluster()?.environment
  const registration = useQuery(registrationQuery(clusterId))
  const [shown] = useState(configs)
  const model = shown.find(({ brokerName }) => brokerName === fromBroker)
  const rows = model ? levelRows(shown, model) : []
  const loser = model && losesQueues(shown, model)
  const level = useTopicWrite<{ fromBroker: string }>({
    clusterId,
    topicName,
    send: (body) =>
      call(levelTopicEndpoint, { params: { clusterId, topicName }, body }, { idempotencyKey: newIdempotencyKey() }),
    again: (body) => body,
    holds: (config) => model !== undefined && levelRows([config], model).length === 0,
    notThere: t('notThere'),
    onPlainSuccess: onClose,
  })
  const { written } = level
  const nameServers = registration.data?.nameServers
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title', { name: topicName, broker: fromBroker })}
      environment={environment}
      width={680}
      note={t('note')}
      submitLabel={t('submit', { count: new Set(rows.map(({ brokerName }) => brokerName)).size })}
      onSubmit={() => level.write({ fromBroker })}
      submitDisabledReason={
        loser
          ? t('losesQueues', { broker: loser.brokerName, queues: loser.readQueueNums })
          : rows.length === 0
            ? t('nothing')
            : undefined
      }
      isSubmitting={level.isPending}
      problem={
        Boolean(level.error) && (
          <div className="grid gap-2">
            <ProblemStrip error={level.error} />
            {level.failedOutcome && <OutcomeList outcome={level.failedOutcome} />}
          </div>
        )
      }
      result={
        written && (
          <WriteResult
            title={t('resultTitle', {
              name: topicName,
              done: written.outcome.done.length,
              total: written.outcome.done.length + written.outcome.failed.length + written.outcome.unknown.length,
            })}
            command={written.command}
            error={level.error}
            outcome={written.outcome}
            onRetry={level.retryFailed}
            onCheck={level.checkUnknown}
          />
        )
      }
    >
      <div className="grid gap-4">
        <p className="text-fg-2">{t('text', { broker: fromBroker })}</p>
        <DiffTable
          rows={rows.map(({ brokerName, key, before, after }) => ({ field: `${brokerName} ${key}`, before, after }))}
        />
        {model && nameServers && rows.length > 0 && (
          <CommandBox command={levelTopicCommand(nameServers, shown, topicName, model)} />
        )}
      </div>
    </FormDialog>
  )
}

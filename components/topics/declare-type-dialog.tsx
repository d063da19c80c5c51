'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { OutcomeList } from '#components/layout/outcome-list.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { WriteResult } from '#components/layout/write-result.tsx'
import { CommandBox } from '#components/ui/command-box.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { call } from '#lib/api/call.ts'
import { declareTopicTypeEndpoint } from '#lib/topics/api.ts'
import { DeclarableTopicType } from '#lib/topics/schema.ts'
import { levelTopicCommand } from './mqadmin-command.ts'
import { registrationQuery, topicConfigsQuery } from './queries.ts'
import { useTopicWrite } from './use-topic-write.ts'

interface DeclareTypeDialogProps {
  clusterId: string
  topicName: string
  onClose: () => void
}

/** Sets the type of a topic that never had one. Once, and for ever. */
export function DeclareTypeDialog({ clusterId, topicName, onClose }: DeclareTypeDialogProps) {
  const t = useTranslations('topics.declareType')
  const tCreate = useTranslations('topics.create')
  const environment = useCluster()?.environment
  const configs = useQuery(topicConfigsQuery(clusterId, topicName))
  const registration = useQuery(registrationQuery(clusterId))
  const [type, setType] = useState<DeclarableTopicType | null>(null)
  const declaration = useTopicWrite<{ type: DeclarableTopicType }>({
    clusterId,
    topicName,
    send: (body) => call(declareTopicTypeEndpoint, { params: { clusterId, topicName }, body }),
    again: (body) => body,
    holds: ({ attributes }, body) => attributes['message.type'] === body.type,
    notThere: t('notThere'),
    onPlainSuccess: onClose,
  })
  const { written } = declaration
  const nameServers = registration.data?.nameServers
  const command =
    type && nameServers && configs.data
      ? configs.data.items
          .map((config) => {
            const model = { ...config, brokerName: '', attributes: { ...config.attributes, 'message.type': type } }
            return levelTopicCommand(nameServers, [config], topicName, model)
          })
          .join('\n')
      : null
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title', { name: topicName })}
      environment={environment}
      note={t('note')}
      submitLabel={t('submit')}
      onSubmit={() => type && declaration.write({ type })}
      submitDisabledReason={type ? undefined : t('needsType')}
      isSubmitting={declaration.isPending}
      hasUnsavedInput={type !== null}
      problem={
        Boolean(declaration.error) && (
          <div className="grid gap-2">
            <ProblemStrip error={declaration.error} />
            {declaration.failedOutcome && <OutcomeList outcome={declaration.failedOutcome} />}
          </div>
        )
      }
      result={
        written && (
          <WriteResult
            title={t('resultTitle', {
              name: topicName,
              type: written.body.type,
              done: written.outcome.done.length,
              total: written.outcome.done.length + written.outcome.failed.length + written.outcome.unknown.length,
            })}
            command={written.command}
            error={declaration.error}
            outcome={written.outcome}
            onRetry={declaration.retryFailed}
            onCheck={declaration.checkUnknown}
          />
        )
      }
    >
      <div className="grid gap-4">
        <p className="text-fg-2">{t('text')}</p>
        <RadioGroup
          label={t('type')}
          value={type}
          onValueChange={setType}
          options={DeclarableTopicType.options.map((value) => ({
            value,
            label: value,
            hint: tCreate(`typeHints.${value}`),
          }))}
        />
        <Strip tone="warning">{t('forEver')}</Strip>
        {command !== null && <CommandBox command={command} />}
      </div>
    </FormDialog>
  )
}

'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { limitsQuery } from '#components/clusters/queries.ts'
import { OutcomeList } from '#components/layout/outcome-list.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { CreatableTopicType, topicLimits } from '#lib/topics/schema.ts'
import { AdvancedFields } from './advanced-fields.tsx'
import { chooseTargets, mastersAt } from './choose-targets.ts'
import { CreateTopicAside } from './create-topic-aside.tsx'
import { CreateTopicResult } from './create-topic-result.tsx'
import { MetadataFields } from './metadata-fields.tsx'
import { createTopicCommand } from './mqadmin-command.ts'
import { NameFields } from './name-fields.tsx'
import { NameRules } from './name-rules.tsx'
import { PresetField } from './preset-field.tsx'
import { registrationQuery } from './queries.ts'
import { checkName, emptyDraft, type TopicDraft, toNewTopic } from './topic-draft.ts'
import { useCreateTopic } from './use-create-topic.ts'
import { useMasters } from './use-masters.ts'
import { useNameLookup } from './use-name-lookup.ts'
import { useTypeReason } from './use-type-reason.ts'
import { WhereField } from './where-field.tsx'

const permissions = ['RW', 'R', 'W'] as const

interface CreateTopicFormProps {
  clusterId: string
  environment: string | undefined
  /** Null while it is being read: one dialog from the first moment, so that the focus stays in it. */
  initial: TopicDraft | null
  /** Shown until then. */
  waiting: ReactNode
  /** Offered; others can be typed. */
  namespaces: readonly string[]
  /** A use case may be chosen to start with: what is created like another topic has its settings already. */
  hasPresets: boolean
  onClose: () => void
}

export function CreateTopicForm({
  clusterId,
  environment,
  initial,
  waiting,
  namespaces,
  hasPresets,
  onClose,
}: CreateTopicFormProps) {
  const t = useTranslations('topics.create')
  const tTopics = useTranslations('topics')
  const [edited, setEdited] = useState<TopicDraft | null>(null)
  const draft = edited ?? initial ?? emptyDraft('', false)
  const change = (patch: Partial<TopicDraft>) => setEdited((present) => ({ ...(present ?? draft), ...patch }))
  const registration = useQuery(registrationQuery(clusterId))
  const limits = useQuery(limitsQuery(clusterId)).data
  const queuesMin = limits?.topicQueuesMin ?? topicLimits.queuesPerBrokerMin
  const queuesMax = limits?.topicQueuesMax ?? topicLimits.queuesPerBrokerMax
  const masters = useMasters(clusterId)
  const topic = useCreateTopic(clusterId, masters.nameOf)
  const errorOf = useFieldErrors(topic.error)
  const check = checkName(draft)
  const lookup = useNameLookup(clusterId, check)
  const { count, command } = chooseTargets(draft.where, masters)
  const targets = mastersAt(draft.where, masters)
  const typeReason = useTypeReason(targets)
  const body = toNewTopic(draft)
  const nameServers = registration.data?.nameServers
  const { created } = topic

  const conflict = problemOf(topic.error)
  const missingOn =
    conflict?.code === 'CONFLICT' && Array.isArray(conflict.missingOn) ? conflict.missingOn.map(String) : []

  function disabledReason(): string | undefined {
    if (initial === null) return t('readingLike')
    if (draft.name === '') return t('needsName')
    if (!check.isWellFormed) return t('rules.form')
    if (!check.isShortEnough)
      return t('rules.length', { length: check.fullName.length, max: topicLimits.nameCharactersMax })
    if (lookup.existing && lookup.existing.missingOn.length === 0)
      return t('rules.exists', { name: lookup.existing.topicName })
    if (draft.queuesPerBroker === null) return t('needsQueues')
    const reason = typeReason(draft.type)
    if (reason) return reason
    if (draft.where.kind === 'brokers' && draft.where.brokerNames.length === 0) return t('needsBroker')
    return undefined
  }

  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      environment={environment}
      steps={{ labels: [t('steps.fields'), t('steps.result')], current: created ? 1 : 0 }}
      note={t('note')}
      submitLabel={t('submit')}
      onSubmit={() => topic.create(body)}
      isSubmitting={topic.isPending}
      submitDisabledReason={disabledReason()}
      hasUnsavedInput={edited !== null && JSON.stringify(edited) !== JSON.stringify(initial)}
      problem={
        Boolean(topic.error) && (
          <div className="grid gap-2">
            <ProblemStrip error={topic.error} />
            {missingOn.length > 0 && (
              <LinkButton onClick={() => topic.addTo(body.topicName, missingOn)} className="justify-self-start">
                {t('rules.addTo', { brokers: missingOn.join(', ') })}
              </LinkButton>
            )}
            {topic.failedOutcome && <OutcomeList outcome={topic.failedOutcome} />}
          </div>
        )
      }
      aside={
        initial && (
          <CreateTopicAside
            draft={draft}
            brokerCount={count}
            command={
              nameServers && command.length > 0 && draft.name !== ''
                ? createTopicCommand(nameServers, command, body)
                : null
            }
          />
        )
      }
      result={
        created && (
          <CreateTopicResult
            clusterId={clusterId}
            topicName={created.body.topicName}
            command={created.command}
            outcome={created.outcome}
            onRetry={topic.retryFailed}
            onCheck={topic.checkUnknown}
            error={topic.error}
          />
        )
      }
    >
      {initial === null ? (
        waiting
      ) : (
        <div className="grid gap-3">
          {hasPresets && (
            <PresetField
              draft={draft}
              onChange={change}
              queues={{ min: queuesMin, max: queuesMax }}
              reasonOf={typeReason}
            />
          )}
          <NameFields value={draft} onChange={change} namespaces={namespaces} error={errorOf('body.topicName')} />
          <NameRules
            clusterId={clusterId}
            isEmpty={draft.name === ''}
            check={check}
            lookup={lookup}
            pattern={limits?.topicNamePattern ?? null}
            hint={limits?.topicNameHint ?? null}
            onAddToMissing={topic.addTo}
          />
          <div className="grid grid-cols-1 gap-3 md:grid-cols-3">
            <Select
              label={tTopics('type')}
              hint={t('fixed')}
              error={errorOf('body.type')}
              options={CreatableTopicType.options.map((value) => ({
                value,
                label: value,
                hint: t(`typeHints.${value}`),
                disabledReason: typeReason(value),
              }))}
              value={draft.type}
              onValueChange={(type) => change({ type })}
            />
            <NumberField
              label={t('queuesPerBroker')}
              isRequired
              min={queuesMin}
              max={queuesMax}
              unit={t('queuesRange', { min: queuesMin, max: queuesMax })}
              hint={count > 0 ? t('queuesTotal', { count: count * (draft.queuesPerBroker ?? 0) }) : undefined}
              error={errorOf('body.queuesPerBroker')}
              value={draft.queuesPerBroker}
              onValueChange={(queuesPerBroker) => change({ queuesPerBroker })}
            />
            <Select
              label={tTopics('permission')}
              error={errorOf('body.permission')}
              options={permissions.map((value) => ({ value, label: tTopics(`permissions.${value}`) }))}
              value={draft.permission}
              onValueChange={(permission) => change({ permission })}
            />
            <WhereField
              value={draft.where}
              onValueChange={(where) => change({ where })}
              masters={masters}
              error={errorOf('body.brokerNames') ?? errorOf('body.clusterNames')}
            />
            <MetadataFields value={draft} onChange={change} errorOf={errorOf} />
          </div>
          <Disclosure label={t('advanced')}>
            <AdvancedFields draft={draft} onChange={change} errorOf={errorOf} environment={environment} />
          </Disclosure>
        </div>
      )}
    </FormDialog>
  )
}

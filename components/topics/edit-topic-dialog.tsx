'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { OutcomeList } from '#components/layout/outcome-list.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { WriteResult } from '#components/layout/write-result.tsx'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { adoptTopicEndpoint, updateTopicEndpoint } from '#lib/topics/api.ts'
import type { Topic, TopicBrokerConfig, TopicPatch } from '#lib/topics/schema.ts'
import { EditTopicAside } from './edit-topic-aside.tsx'
import { EditTopicFields } from './edit-topic-fields.tsx'
import { MetadataFields } from './metadata-fields.tsx'
import { registrationQuery, topicConfigsQuery, topicKeys, topicQuery } from './queries.ts'
import {
  configPatch,
  emptyEdit,
  holdsPatch,
  metadataOf,
  mostQueues,
  type TopicEdit,
  toEdit,
  toPatch,
} from './topic-edit.ts'
import { useTopicWrite } from './use-topic-write.ts'

interface EditTopicDialogProps {
  clusterId: string
  topicName: string
  /** LABELS: only what the console keeps of it. ADOPT: the same, and declares a topic that nobody declared. */
  what?: 'ALL' | 'LABELS' | 'ADOPT'
  onClose: () => void
}

const titles = { ALL: 'title', LABELS: 'labelsTitle', ADOPT: 'adoptTitle' } as const

interface Base {
  topic: Topic
  configs: TopicBrokerConfig[]
}

/** Queues, permission and ordered flag on all its brokers; remark, labels, owner and protection, which are known here only. */
export function EditTopicDialog({ clusterId, topicName, what = 'ALL', onClose }: EditTopicDialogProps) {
  const t = useTranslations('topics.edit')
  const isAdopting = what === 'ADOPT'
  const toast = useToast()
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const query = useQuery(topicQuery(clusterId, topicName))
  const configs = useQuery(topicConfigsQuery(clusterId, topicName))
  const registration = useQuery(registrationQuery(clusterId))
  // What the input began from. A refresh behind the dialog must not change it under the hand.
  const [base, setBase] = useState<Base | null>(null)
  if (base === null && query.data && configs.data) setBase({ topic: query.data, configs: configs.data.items })
  const saved = base && toEdit(base.topic, base.configs)
  const [edited, setEdited] = useState<TopicEdit | null>(null)
  const input = edited ?? saved ?? emptyEdit
  const change = (part: Partial<TopicEdit>) => setEdited((present) => ({ ...(present ?? input), ...part }))
  const patch = saved ? toPatch(saved, input) : {}
  const asked = configPatch(patch)

  const params = { clusterId, topicName }
  const done = () => {
    toast({ title: t(isAdopting ? 'adopted' : 'saved', { name: topicName }) })
    onClose()
  }
  const update = useTopicWrite<TopicPatch>({
    clusterId,
    topicName,
    send: (body) => call(updateTopicEndpoint, { params, body }),
    again: (body) => configPatch(body) ?? {},
    holds: holdsPatch,
    notThere: t('notThere'),
    onPlainSuccess: done,
  })
  const adopt = useMutation({
    mutationFn: () => call(adoptTopicEndpoint, { params, body: metadataOf(input) }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: topicKeys.all(clusterId) })
      done()
    },
  })
  const error = adopt.error ?? update.error
  const errorOf = useFieldErrors(error)
  const isConflict = problemOf(error)?.code === 'CONFLICT'

  async function reload(): Promise<void> {
    const [topic, held] = await Promise.all([query.refetch(), configs.refetch()])
    if (!topic.data || !held.data) return
    setBase({ topic: topic.data, configs: held.data.items })
    setEdited(null)
    update.reset()
    adopt.reset()
  }

  function disabledReason(): string | undefined {
    if (!base) return t('reading')
    if (isAdopting) return undefined
    if (what === 'LABELS') return Object.keys(patch).length === 0 ? t('nothingChanged') : undefined
    if (input.queuesPerBroker === null) return t('needsQueues')
    const most = mostQueues(base.configs)
    if (input.queuesPerBroker < most) return t('queuesFewer', { most })
    return Object.keys(patch).length === 0 ? t('nothingChanged') : undefined
  }

  const { written } = update
  const readError = query.error ?? configs.error
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(titles[what], { name: topicName })}
      environment={environment}
      note={t(asked ? 'noteBrokers' : 'note')}
      submitLabel={t(isAdopting ? 'adopt' : 'save')}
      onSubmit={() => base && (isAdopting ? adopt.mutate() : update.write({ ...patch, revision: base.topic.revision }))}
      submitDisabledReason={disabledReason()}
      isSubmitting={update.isPending || adopt.isPending}
      hasUnsavedInput={edited !== null && Object.keys(patch).length > 0}
      problem={
        Boolean(error) && (
          <div className="grid gap-2">
            <ProblemStrip error={error} />
            {update.failedOutcome && <OutcomeList outcome={update.failedOutcome} />}
            {isConflict && (
              <div className="flex items-center gap-2 text-12 text-fg-2">
                <span>{t('conflict')}</span>
                <Button size="s" icon="refresh" onClick={() => void reload()}>
                  {t('reload')}
                </Button>
              </div>
            )}
          </div>
        )
      }
      aside={
        what === 'ALL' &&
        base &&
        saved && (
          <EditTopicAside
            topic={base.topic}
            configs={base.configs}
            before={saved}
            after={input}
            asked={asked}
            nameServers={registration.data?.nameServers ?? null}
          />
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
            error={update.error}
            outcome={written.outcome}
            onRetry={update.retryFailed}
            onCheck={update.checkUnknown}
          />
        )
      }
    >
      {!base ? (
        readError ? (
          <ProblemView error={readError} />
        ) : (
          <Loading shape="block" what={t('reading')} />
        )
      ) : (
        <div className="grid gap-3">
          {isAdopting && <p className="text-fg-2">{t('adoptText')}</p>}
          {what === 'ALL' && (
            <EditTopicFields
              topic={base.topic}
              configs={base.configs}
              value={input}
              onChange={change}
              errorOf={errorOf}
            />
          )}
          <MetadataFields value={input} onChange={change} errorOf={errorOf} />
          <Checkbox
            label={t('protection')}
            hint={t('protectionHint')}
            checked={input.deletionProtection}
            onCheckedChange={(deletionProtection) => change({ deletionProtection })}
          />
        </div>
      )}
    </FormDialog>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { OutcomeList, type OutcomeListProps } from '#components/layout/outcome-list.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { Button } from '#components/ui/button.tsx'
import { CommandBox } from '#components/ui/command-box.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { topicHref } from './topic-href.ts'

interface CreateTopicResultProps extends OutcomeListProps {
  clusterId: string
  topicName: string
  command: string
  /** Why a retry or a check failed. */
  error: unknown
}

/** What became of the topic on each broker, and how it goes on from there. */
export function CreateTopicResult({
  clusterId,
  topicName,
  command,
  error,
  outcome,
  ...actions
}: CreateTopicResultProps) {
  const t = useTranslations('topics.create')
  const { done, failed, unknown } = outcome
  const missing = [...failed, ...unknown].map(({ brokerName, address }) => brokerName ?? address).join(', ')
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="min-w-0 text-14 font-semibold [overflow-wrap:anywhere]" aria-live="polite">
          {t('resultTitle', {
            name: topicName,
            done: done.length,
            total: done.length + failed.length + unknown.length,
          })}
        </h3>
        <Button href={topicHref(clusterId, topicName)} icon="topics">
          {t('openTopic')}
        </Button>
      </div>
      {error !== null && <ProblemStrip error={error} />}
      <OutcomeList outcome={outcome} {...actions} />
      {missing !== '' && <Strip tone="info">{t('staysMissing', { brokers: missing })}</Strip>}
      <CommandBox command={command} />
    </div>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import type { OutcomeListProps } from '#components/layout/outcome-list.tsx'
import { WriteResult } from '#components/layout/write-result.tsx'
import { Button } from '#components/ui/button.tsx'
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
export function CreateTopicResult({ clusterId, topicName, outcome, ...rest }: CreateTopicResultProps) {
  const t = useTranslations('topics.create')
  const { done, failed, unknown } = outcome
  const missing = [...failed, ...unknown].map(({ brokerName, address }) => brokerName ?? address).join(', ')
  return (
    <WriteResult
      title={t('resultTitle', {
        name: topicName,
        done: done.length,
        total: done.length + failed.length + unknown.length,
      })}
      end={
        <Button href={topicHref(clusterId, topicName)} icon="topics">
          {t('openTopic')}
        </Button>
      }
      outcome={outcome}
      {...rest}
    >
      {missing !== '' && <Strip tone="info">{t('staysMissing', { brokers: missing })}</Strip>}
    </WriteResult>
  )
}

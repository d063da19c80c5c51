'use client'

import { useTranslations } from 'next-intl'
import type { OutcomeListProps } from '#components/layout/outcome-list.tsx'
import { WriteResult } from '#components/layout/write-result.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { groupHref } from './group-href.ts'

interface CreateGroupResultProps extends OutcomeListProps {
  clusterId: string
  groupName: string
  isOrdered: boolean
  nameServers: readonly string[]
  command: string
  /** Why a retry or a check failed. */
  error: unknown
}

/** What became of the group on each broker, and how a consumer joins it. */
export function CreateGroupResult({
  clusterId,
  groupName,
  isOrdered,
  nameServers,
  outcome,
  ...rest
}: CreateGroupResultProps) {
  const t = useTranslations('groups.create')
  const { done, failed, unknown } = outcome
  const missing = [...failed, ...unknown].map(({ brokerName, address }) => brokerName ?? address).join(', ')
  const snippet = consumerSnippet(groupName, nameServers, isOrdered)
  return (
    <WriteResult
      title={t('resultTitle', {
        name: groupName,
        done: done.length,
        total: done.length + failed.length + unknown.length,
      })}
      end={
        <Button href={groupHref(clusterId, groupName)} icon="groups">
          {t('openGroup')}
        </Button>
      }
      outcome={outcome}
      {...rest}
    >
      {missing !== '' && <Strip tone="info">{t('staysMissing', { brokers: missing })}</Strip>}
      <div>
        <div className="mb-1 text-12 text-fg-3">{t('connect')}</div>
        <CodeBlock wrap copy={snippet} copyLabel={t('copySnippet')} label={t('connect')}>
          {snippet}
        </CodeBlock>
      </div>
    </WriteResult>
  )
}

/** RocketMQ's Java client, whose words every other client follows. */
function consumerSnippet(groupName: string, nameServers: readonly string[], isOrdered: boolean): string {
  const listener = isOrdered
    ? '(MessageListenerOrderly) (messages, context) -> ConsumeOrderlyStatus.SUCCESS'
    : '(MessageListenerConcurrently) (messages, context) -> ConsumeConcurrentlyStatus.CONSUME_SUCCESS'
  return [
    `DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("${groupName}");`,
    `consumer.setNamesrvAddr("${nameServers.join(';')}");`,
    'consumer.subscribe("TOPIC", "*");',
    `consumer.registerMessageListener(${listener});`,
    'consumer.start();',
  ].join('\n')
}

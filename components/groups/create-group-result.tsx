'use client'

import { useTranslations } from 'next-intl'
import { OutcomeList, type OutcomeListProps } from '#components/layout/outcome-list.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { CommandBox } from '#components/ui/command-box.tsx'
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
  command,
  error,
  outcome,
  ...actions
}: CreateGroupResultProps) {
  const t = useTranslations('groups.create')
  const { done, failed, unknown } = outcome
  const missing = [...failed, ...unknown].map(({ brokerName, address }) => brokerName ?? address).join(', ')
  const snippet = consumerSnippet(groupName, nameServers, isOrdered)
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="min-w-0 text-14 font-semibold [overflow-wrap:anywhere]" aria-live="polite">
          {t('resultTitle', {
            name: groupName,
            done: done.length,
            total: done.length + failed.length + unknown.length,
          })}
        </h3>
        <Button href={groupHref(clusterId, groupName)} icon="groups">
          {t('openGroup')}
        </Button>
      </div>
      {error !== null && <ProblemStrip error={error} />}
      <OutcomeList outcome={outcome} {...actions} />
      {missing !== '' && <Strip tone="info">{t('staysMissing', { brokers: missing })}</Strip>}
      <div>
        <div className="mb-1 text-12 text-fg-3">{t('connect')}</div>
        <CodeBlock wrap copy={snippet} copyLabel={t('copySnippet')} label={t('connect')}>
          {snippet}
        </CodeBlock>
      </div>
      <CommandBox command={command === '' ? null : command} />
    </div>
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

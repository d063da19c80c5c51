'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { CommandBox } from '#components/ui/command-box.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import type { Topic, TopicBrokerConfig, TopicPatch } from '#lib/topics/schema.ts'
import { updateTopicCommand } from './mqadmin-command.ts'
import { holdsPatch, type TopicEdit } from './topic-edit.ts'

interface EditTopicAsideProps {
  topic: Topic
  configs: readonly TopicBrokerConfig[]
  before: TopicEdit
  after: TopicEdit
  /** Null: no broker is asked. */
  asked: Pick<TopicPatch, 'queuesPerBroker' | 'permission' | 'isOrdered'> | null
  /** Null while they are not known. */
  nameServers: readonly string[] | null
}

/** What the change comes to, before it is sent. */
export function EditTopicAside({ topic, configs, before, after, asked, nameServers }: EditTopicAsideProps) {
  const t = useTranslations('topics.edit')
  const tTopics = useTranslations('topics')
  const format = useFormat()
  const written = asked ? configs.filter((config) => !holdsPatch(config, asked)) : []
  const totalBefore = Math.max(topic.writeQueues, topic.readQueues)
  const totalAfter = asked?.queuesPerBroker === undefined ? totalBefore : asked.queuesPerBroker * configs.length
  const arrow = (from: string, to: string) => (from === to ? from : `${from} → ${to}`)
  const ordered = (edit: TopicEdit) => t(edit.isOrdered ? 'on' : 'off')
  const permission = (edit: TopicEdit) => (edit.permission === 'KEEP' ? topic.permission : edit.permission)
  return (
    <div className="grid content-start gap-4">
      <section aria-label={t('whatChanges')}>
        <h3 className="mb-1 text-12 text-fg-3">{t('whatChanges')}</h3>
        <KeyValuePanel
          items={[
            { label: tTopics('queues'), value: arrow(format.number(totalBefore), format.number(totalAfter)) },
            { label: tTopics('permission'), value: arrow(permission(before), permission(after)) },
            { label: t('ordered'), value: arrow(ordered(before), ordered(after)) },
            {
              label: t('writtenTo'),
              value: written.length === 0 ? t('noBroker') : written.map(({ brokerName }) => brokerName).join(', '),
            },
          ]}
        />
      </section>
      <p className="text-12 text-fg-2">{t('keepsRest')}</p>
      {nameServers && (
        <CommandBox
          command={
            written.length === 0 || !asked ? null : updateTopicCommand(nameServers, written, topic.topicName, asked)
          }
        />
      )}
    </div>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { type Topic, type TopicBrokerConfig, topicLimits } from '#lib/topics/schema.ts'
import { mostQueues, type TopicEdit } from './topic-edit.ts'

interface EditTopicFieldsProps {
  topic: Topic
  configs: readonly TopicBrokerConfig[]
  value: TopicEdit
  onChange: (part: Partial<TopicEdit>) => void
  errorOf: (path: string) => string | undefined
}

/** What every broker of the topic holds. */
export function EditTopicFields({ topic, configs, value, onChange, errorOf }: EditTopicFieldsProps) {
  const t = useTranslations('topics.edit')
  const tTopics = useTranslations('topics')
  const tCreate = useTranslations('topics.create')
  const most = mostQueues(configs)
  const isStatic = topic.flags.includes('STATIC')
  const keeps = topic.permission === 'MIXED' || topic.permission === 'NONE'
  const options = [...(keeps ? (['KEEP'] as const) : []), ...(['RW', 'R', 'W'] as const)]
  const isFewer = value.queuesPerBroker !== null && value.queuesPerBroker < most
  const remapsKeys = topic.type === 'FIFO' && value.queuesPerBroker !== null && value.queuesPerBroker > most
  const disabledReason = isStatic ? t('static') : undefined
  return (
    <>
      <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
        <NumberField
          label={tCreate('queuesPerBroker')}
          min={topicLimits.queuesPerBrokerMin}
          max={topicLimits.queuesPerBrokerMax}
          unit={tCreate('queuesRange', { min: most, max: Math.max(most, topicLimits.queuesPerBrokerMax) })}
          hint={topic.queuesPerBroker === null ? t('queuesUneven', { most }) : t('queuesOnlyMore')}
          error={isFewer ? t('queuesFewer', { most }) : errorOf('body.queuesPerBroker')}
          disabledReason={disabledReason}
          value={value.queuesPerBroker}
          onValueChange={(queuesPerBroker) => onChange({ queuesPerBroker })}
        />
        <Select
          label={tTopics('permission')}
          error={errorOf('body.permission')}
          disabledReason={disabledReason}
          options={options.map((option) => ({
            value: option,
            label: option === 'KEEP' ? t('keep') : tTopics(`permissions.${option}`),
          }))}
          value={value.permission}
          onValueChange={(permission) => onChange({ permission })}
        />
      </div>
      {remapsKeys && (
        <Strip tone="warning" role="status">
          {t('fifoRemaps')}
        </Strip>
      )}
      <Checkbox
        label={tCreate('ordered')}
        hint={tCreate(topic.type === 'FIFO' ? 'orderedHintFifo' : 'orderedHint')}
        disabledReason={disabledReason}
        checked={value.isOrdered}
        onCheckedChange={(isOrdered) => onChange({ isOrdered })}
      />
    </>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { TopicField } from '#components/messages/topic-field.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import type { ResendTo } from '#lib/dead-letters/schema.ts'

interface ResendToFieldProps {
  clusterId: string
  groupName: string
  to: ResendTo
  topicName: string | null
  onChange: (to: ResendTo, topicName: string | null) => void
}

/** Who is to get it: this group alone, all groups of the topic, or those of another topic. */
export function ResendToField({ clusterId, groupName, to, topicName, onChange }: ResendToFieldProps) {
  const t = useTranslations('deadLetters')
  return (
    <div className="grid gap-2">
      <RadioGroup
        label={t('sendTo')}
        value={to}
        onValueChange={(next) => onChange(next, topicName)}
        options={(['GROUP', 'ORIGIN', 'TOPIC'] as const).map((value) => ({
          value,
          label: t(`to.${value}`, { group: groupName }),
          hint: t(`toHint.${value}`),
        }))}
      />
      {to === 'TOPIC' && (
        <TopicField
          clusterId={clusterId}
          topic={topicName}
          withSystem={false}
          isOptional={false}
          onTopicChange={(next) => onChange(to, next)}
        />
      )}
    </div>
  )
}

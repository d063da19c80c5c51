'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Select } from '#components/ui/select.tsx'
import type { ScenarioId } from '#lib/connect/schema.ts'
import type { CreatableTopicType } from '#lib/topics/schema.ts'
import type { TopicDraft } from './topic-draft.ts'
import { presetFields, presetIds, presetOf } from './topic-presets.ts'

interface PresetFieldProps {
  draft: TopicDraft
  onChange: (patch: Partial<TopicDraft>) => void
  /** Limits of the cluster. */
  queues: { min: number; max: number }
  /** Why a type cannot be created here. */
  reasonOf: (type: CreatableTopicType) => string | undefined
}

/** What the topic is for: fills type and queues, which can be changed afterwards. */
export function PresetField({ draft, onChange, queues, reasonOf }: PresetFieldProps) {
  const t = useTranslations('topics.create')
  const tScenarios = useTranslations('connect.scenarios')
  const [chosen, setChosen] = useState<ScenarioId | null>(null)
  return (
    <Select
      label={t('preset')}
      placeholder={t('presetNone')}
      value={presetOf(chosen, draft, queues)}
      onValueChange={(id) => {
        setChosen(id)
        onChange(presetFields(id, queues))
      }}
      options={presetIds.map((value) => {
        const fields = presetFields(value, queues)
        return {
          value,
          label: tScenarios(`${value}.title`),
          hint: t('presetHint', { type: fields.type, purpose: tScenarios(`${value}.purpose`) }),
          disabledReason: reasonOf(fields.type),
        }
      })}
    />
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Select } from '#components/ui/select.tsx'
import type { TopicDraft } from './topic-draft.ts'

interface AdvancedFieldsProps {
  draft: TopicDraft
  onChange: (patch: Partial<TopicDraft>) => void
  errorOf: (path: string) => string | undefined
  environment: string | undefined
}

/** What most topics leave as it is. */
export function AdvancedFields({ draft, onChange, errorOf, environment }: AdvancedFieldsProps) {
  const t = useTranslations('topics.create')
  return (
    <div className="grid gap-3">
      <Checkbox
        label={t('ordered')}
        hint={t(draft.type === 'FIFO' ? 'orderedHintFifo' : 'orderedHint')}
        checked={draft.isOrdered}
        onCheckedChange={(isOrdered) => onChange({ isOrdered })}
      />
      <Checkbox
        label={t('protection')}
        hint={environment === 'production' ? t('protectionHintProduction') : t('protectionHint')}
        checked={draft.deletionProtection}
        onCheckedChange={(deletionProtection) => onChange({ deletionProtection })}
      />
      <div className="grid grid-cols-1 gap-3 md:grid-cols-3">
        <Select
          label="cleanup.policy"
          hint={t('cleanupHint')}
          error={errorOf('body.cleanupPolicy')}
          options={[
            { value: 'DELETE', label: 'DELETE', hint: t('cleanupDelete') },
            { value: 'COMPACTION', label: 'COMPACTION', hint: t('cleanupCompaction') },
          ]}
          value={draft.cleanupPolicy}
          onValueChange={(cleanupPolicy) => onChange({ cleanupPolicy })}
        />
        <Select
          label="queue.type"
          hint={t('fixed')}
          error={errorOf('body.queueType')}
          options={[
            { value: 'SimpleCQ', label: 'SimpleCQ' },
            { value: 'BatchCQ', label: 'BatchCQ', hint: t('batchHint') },
          ]}
          value={draft.queueType}
          onValueChange={(queueType) => onChange({ queueType })}
        />
      </div>
    </div>
  )
}

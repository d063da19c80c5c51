'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { QueueSelector } from '#lib/messages/schema.ts'

interface TagFilterEditorProps {
  tag: string
  /** null: queues have no meaning here. */
  queues: readonly string[] | null
  onApply: (patch: { tag: string | null; queues: string | null }) => void
}

/** Tag and queues, taken together. */
export function TagFilterEditor({ tag: tagNow, queues: queuesNow, onApply }: TagFilterEditorProps) {
  const t = useTranslations('messages')
  const [tag, setTag] = useState(tagNow)
  const [queues, setQueues] = useState<readonly string[]>(queuesNow ?? [])
  const apply = () => onApply({ tag: tag.trim() || null, queues: queues.join(',') || null })
  return (
    <div className="grid gap-3 p-3">
      <TextField
        label={t('filters.tag')}
        hint={t('filters.tagHint')}
        value={tag}
        onValueChange={setTag}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          apply()
        }}
        autoFocus
      />
      {queuesNow && (
        <ChipsField
          label={t('filters.queues')}
          hint={t('filters.queuesHint')}
          values={queues}
          onValuesChange={setQueues}
          validate={(text) => (QueueSelector.safeParse(text).success ? null : t('filters.queueForm'))}
        />
      )}
      <div className="flex justify-end">
        <Button size="s" onClick={apply}>
          {t('filters.apply')}
        </Button>
      </div>
    </div>
  )
}

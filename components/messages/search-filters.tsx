'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Chip } from '#components/ui/chip.tsx'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { QueueSelector } from '#lib/messages/schema.ts'
import type { SearchState } from './search-state.ts'

interface SearchFiltersProps {
  search: SearchState
  onSearch: (patch: Partial<SearchState>) => void
}

/** What narrows any search, as chips that can be taken away; and the order of the rows. */
export function SearchFilters({ search, onSearch }: SearchFiltersProps) {
  const t = useTranslations('messages')
  const queues = search.queues?.split(',') ?? []
  const hasQueues = search.mode !== 'id' && search.mode !== 'position' && search.mode !== 'around'
  const withoutQueue = (queue: string) => queues.filter((other) => other !== queue).join(',') || null
  return (
    <div className="mt-2 flex flex-wrap items-center gap-2">
      {search.tag && <Chip label={t('filters.tag')} value={search.tag} onRemove={() => onSearch({ tag: null })} />}
      {hasQueues &&
        queues.map((queue) => (
          <Chip
            key={queue}
            label={t('filters.queue')}
            value={queue}
            onRemove={() => onSearch({ queues: withoutQueue(queue) })}
          />
        ))}
      <Popover
        label={t('filters.add')}
        width={300}
        trigger={
          <Button variant="ghost" size="s" icon="plus">
            {t('filters.add')}
          </Button>
        }
      >
        {(close) => (
          <FilterEditor
            tag={search.tag ?? ''}
            queues={hasQueues ? queues : null}
            onApply={(patch) => {
              close()
              onSearch(patch)
            }}
          />
        )}
      </Popover>
      <span className="ml-auto">
        <Segmented
          label={t('order.label')}
          size="s"
          value={search.order}
          onValueChange={(order) => onSearch({ order })}
          options={[
            { value: 'newest', label: search.mode === 'position' ? t('order.upTo') : t('order.newest') },
            { value: 'oldest', label: search.mode === 'position' ? t('order.from') : t('order.oldest') },
          ]}
        />
      </span>
    </div>
  )
}

interface FilterEditorProps {
  tag: string
  /** null: queues have no meaning in this way to search. */
  queues: readonly string[] | null
  onApply: (patch: Partial<SearchState>) => void
}

/** Tag and queues, taken together. */
export function FilterEditor({ tag: tagNow, queues: queuesNow, onApply }: FilterEditorProps) {
  const t = useTranslations('messages')
  const [tag, setTag] = useState(tagNow)
  const [queues, setQueues] = useState<readonly string[]>(queuesNow ?? [])
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
          onApply({ tag: tag.trim() || null, queues: queues.join(',') || null })
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
        <Button size="s" onClick={() => onApply({ tag: tag.trim() || null, queues: queues.join(',') || null })}>
          {t('filters.apply')}
        </Button>
      </div>
    </div>
  )
}

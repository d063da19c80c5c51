'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Chip } from '#components/ui/chip.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { readConditions, toCel, writeConditions } from './filter-conditions.ts'
import { FilterEditor } from './filter-editor.tsx'
import type { SearchState } from './search-state.ts'

interface SearchFiltersProps {
  clusterId: string
  search: SearchState
  onSearch: (patch: Partial<SearchState>) => void
}

/** What narrows any search, as chips that can be taken away; and the order of the rows. */
export function SearchFilters({ clusterId, search, onSearch }: SearchFiltersProps) {
  const t = useTranslations('messages')
  const queues = search.queues?.split(',') ?? []
  const hasQueues = search.mode !== 'id' && search.mode !== 'position' && search.mode !== 'around'
  const conditions = readConditions(search.where)
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
      {conditions.map((condition, index) => (
        <Chip
          key={toCel(condition)}
          label={`${t(`filters.subjects.${condition.subject}`)}${condition.name && ` ${condition.name}`} ${t(`filters.tests.${condition.test}`)}`}
          value={
            condition.test === 'exists' ? condition.name || t(`filters.subjects.${condition.subject}`) : condition.value
          }
          onRemove={() => onSearch({ where: writeConditions(conditions.filter((_, at) => at !== index)) })}
        >
          {condition.test === 'exists' ? '' : condition.value}
        </Chip>
      ))}
      {search.filter && <Chip label="CEL" value={search.filter} onRemove={() => onSearch({ filter: null })} isMono />}
      <Popover
        label={t('filters.add')}
        width={520}
        trigger={
          <Button variant="ghost" size="s" icon="plus">
            {t('filters.add')}
          </Button>
        }
      >
        {(close) => (
          <FilterEditor
            clusterId={clusterId}
            search={search}
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

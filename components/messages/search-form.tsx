'use client'

import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { DateRangeField } from '#components/ui/date-range/date-range-field.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { queryLimits } from '#lib/messages/schema.ts'
import { ModeTabs } from './mode-tabs.tsx'
import { OffsetFinder } from './offset-finder.tsx'
import { OtherReading } from './other-reading.tsx'
import { SearchFilters } from './search-filters.tsx'
import type { SearchState } from './search-state.ts'
import { TopicField } from './topic-field.tsx'

interface SearchFormProps {
  clusterId: string
  search: SearchState
  onSearch: (patch: Partial<SearchState>) => void
}

const keyQuickRanges = ['now-1h', 'now-6h', 'now-24h', 'now-3d', 'now-7d'].map((from) => ({ from, to: 'now' }))
/** Ways to search, their fields, and what narrows them. Typing changes nothing until it is sent; the URL has what was sent. */
export function SearchForm({ clusterId, search, onSearch }: SearchFormProps) {
  const t = useTranslations('messages')
  const [draft, setDraft] = useState(search)
  const set = (patch: Partial<SearchState>) => setDraft({ ...draft, ...patch })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSearch(draft)
  }
  const { mode } = draft
  return (
    <form onSubmit={submit} className="border-b border-line-2 pb-3" aria-label={t('searchFor')}>
      <ModeTabs
        clusterId={clusterId}
        mode={search.mode}
        topic={draft.topic}
        onSearchMode={(next) => onSearch({ ...draft, mode: next })}
      />
      <div className="flex flex-wrap items-end gap-2">
        <TopicField
          clusterId={clusterId}
          className="w-72 max-w-full"
          topic={draft.topic}
          withSystem={draft.system}
          isOptional={mode === 'id'}
          onTopicChange={(topic) => set({ topic })}
        />
        {mode === 'key' && (
          <TextField
            label={t('fields.key')}
            className="min-w-48 flex-1"
            value={draft.key ?? ''}
            onValueChange={(key) => set({ key: key || null })}
            isMono
          />
        )}
        {(mode === 'time' || mode === 'key') && (
          <DateRangeField
            label={t('fields.range')}
            className="min-w-56 flex-1"
            value={draft}
            onValueChange={({ from, to }) => set({ from, to })}
            {...(mode === 'key' && { quickRanges: keyQuickRanges })}
          />
        )}
        {mode === 'newest' && (
          <NumberField
            label={t('fields.n')}
            className="w-36"
            value={draft.n}
            min={queryLimits.newest.min}
            max={queryLimits.newest.max}
            onValueChange={(n) => set({ n: n ?? queryLimits.newest.default })}
          />
        )}
        {mode === 'id' && (
          <TextField
            label={t('fields.id')}
            className="min-w-72 flex-1"
            placeholder={t('fields.idHint')}
            value={draft.id ?? ''}
            onValueChange={(id) => set({ id: id || null })}
            isMono
          />
        )}
        {(mode === 'position' || mode === 'around') && (
          <>
            <TextField
              label={t('fields.broker')}
              className="w-44"
              value={draft.broker ?? ''}
              onValueChange={(broker) => set({ broker: broker || null })}
            />
            <NumberField
              label={t('fields.queueId')}
              className="w-24"
              min={0}
              value={draft.queueId}
              onValueChange={(queueId) => set({ queueId })}
            />
            <TextField
              label={t('fields.offset')}
              className="w-56"
              value={draft.offset ?? ''}
              onValueChange={(offset) => set({ offset: offset.replaceAll(/[\s,]/g, '') || null })}
              isMono
            />
            {mode === 'position' && (
              <OffsetFinder clusterId={clusterId} topic={draft.topic} onChoose={(place) => set(place)} />
            )}
            <NumberField
              label={mode === 'around' ? t('fields.perSide') : t('fields.count')}
              className="w-28"
              min={1}
              max={queryLimits[mode].max}
              value={Math.min(draft.n, queryLimits[mode].max)}
              onValueChange={(n) => set({ n: n ?? queryLimits[mode].default })}
            />
          </>
        )}
        <Button type="submit" variant="primary">
          {t('search')}
        </Button>
        <OtherReading search={draft} isOnlyLikely onSearch={(patch) => onSearch({ ...draft, ...patch })} />
      </div>
      <Checkbox
        className="mt-2"
        label={t('fields.withSystem')}
        checked={draft.system}
        onCheckedChange={(system) => set({ system })}
      />
      <SearchFilters clusterId={clusterId} search={search} onSearch={onSearch} />
    </form>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { DateRangeField } from '#components/ui/date-range/date-range-field.tsx'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { DeadLetterState } from '#lib/dead-letters/schema.ts'
import type { DeskState } from './desk-state.ts'

interface DeskFiltersProps {
  desk: DeskState
  onSearch: (patch: Partial<DeskState>) => void
}

const quickRanges = ['now-1h', 'now-24h', 'now-3d', 'now-7d', 'now-30d'].map((from) => ({ from, to: 'now' }))

/** What narrows the desk. Typing changes nothing until it is sent; the URL has what was sent. */
export function DeskFilters({ desk, onSearch }: DeskFiltersProps) {
  const t = useTranslations('deadLetters')
  const [draft, setDraft] = useState(desk)
  const set = (patch: Partial<DeskState>) => setDraft({ ...draft, ...patch })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSearch(draft)
  }
  return (
    <form
      onSubmit={submit}
      aria-label={t('filters')}
      className="flex flex-wrap items-end gap-2 border-b border-line-2 pb-3"
    >
      <Select
        label={t('findBy')}
        className="w-36"
        options={(['id', 'key'] as const).map((value) => ({ value, label: t(`by.${value}`) }))}
        value={draft.by}
        onValueChange={(by) => set({ by })}
      />
      <TextField
        label={draft.by === 'id' ? t('by.id') : t('by.key')}
        className="min-w-48 flex-1"
        value={draft.find ?? ''}
        onValueChange={(find) => set({ find: find || null })}
        isMono
      />
      <DateRangeField
        label={t('storedAt')}
        className="w-60"
        value={draft}
        onValueChange={({ from, to }) => set({ from, to })}
        quickRanges={quickRanges}
      />
      <TextField
        label={t('originTopic')}
        className="w-44"
        value={draft.originTopic ?? ''}
        onValueChange={(originTopic) => set({ originTopic: originTopic || null })}
      />
      <TextField
        label={t('tag')}
        className="w-28"
        value={draft.tag ?? ''}
        onValueChange={(tag) => set({ tag: tag || null })}
      />
      {desk.topic === null && (
        <MultiSelect
          label={t('state')}
          className="w-44"
          placeholder={t('anyState')}
          options={DeadLetterState.options.map((value) => ({ value, label: t(`states.${value}`) }))}
          values={draft.state}
          onValuesChange={(state) => set({ state })}
        />
      )}
      <div className="flex basis-full items-end gap-2">
        <TextField
          label={t('filter')}
          className="min-w-0 flex-1"
          placeholder={'json.amount > 100 && props.region == "eu"'}
          value={draft.filter ?? ''}
          onValueChange={(filter) => set({ filter: filter.trim() ? filter : null })}
          isMono
        />
        <Button type="submit" variant="primary">
          {t('search')}
        </Button>
      </div>
    </form>
  )
}

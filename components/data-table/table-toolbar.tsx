'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import { AddFilter } from './add-filter.tsx'
import { FilterBox } from './filter-box.tsx'
import { FilterChip } from './filter-chip.tsx'
import type { FilterDef } from './filter-def.ts'
import type { ListUrl } from './use-list-url.ts'

interface TableToolbarProps {
  list: ListUrl
  filters: readonly FilterDef[]
  textPlaceholder?: string | undefined
  /** null = not known yet. */
  total: number | null
  updates: number
  onApplyUpdates: () => void
  start?: ReactNode
  end?: ReactNode
}

export function TableToolbar({
  list,
  filters,
  textPlaceholder,
  total,
  updates,
  onApplyUpdates,
  start,
  end,
}: TableToolbarProps) {
  const t = useTranslations('table')
  const set = filters.filter((filter) => list.get(filter.key) !== null)
  const free = filters.filter((filter) => list.get(filter.key) === null)
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-2 py-2 print:hidden">
      {start}
      {textPlaceholder && <FilterBox value={list.text} onChange={list.setText} placeholder={textPlaceholder} />}
      {set.map((filter) => (
        <FilterChip
          key={filter.key}
          filter={filter}
          value={list.get(filter.key) ?? ''}
          onChange={(value) => list.set(filter.key, value)}
        />
      ))}
      {free.length > 0 && <AddFilter filters={free} get={list.get} onChange={list.set} />}
      <span role="status" className="text-12 text-fg-3">
        {total !== null && t('shown', { total })}
      </span>
      <div className="ml-auto flex items-center gap-1">
        {updates > 0 && (
          <Button size="s" icon="refresh" onClick={onApplyUpdates}>
            {t('updates', { count: updates })}
          </Button>
        )}
        {end}
      </div>
    </div>
  )
}

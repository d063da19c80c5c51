'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Chip } from '#components/ui/chip.tsx'
import { Absence } from './absence.tsx'

export interface ActiveFilter {
  label: string
  value: string
  onRemove: () => void
}

interface NoMatchProps {
  title?: ReactNode
  filters: readonly ActiveFilter[]
  onClear: () => void
  children?: ReactNode
}

/** The filters hide all; each can be taken away alone. */
export function NoMatch({ title, filters, onClear, children }: NoMatchProps) {
  const t = useTranslations('states')
  return (
    <Absence
      title={title ?? t('noMatch', { count: filters.length })}
      actions={
        <Button size="s" onClick={onClear}>
          {t('clearFilters')}
        </Button>
      }
    >
      {children}
      <div className="mt-2 flex flex-wrap gap-1">
        {filters.map((filter) => (
          <Chip
            key={`${filter.label} ${filter.value}`}
            label={filter.label}
            value={filter.value}
            onRemove={filter.onRemove}
          />
        ))}
      </div>
    </Absence>
  )
}

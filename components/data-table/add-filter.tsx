'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Icon } from '#components/ui/icon.tsx'
import { Popover } from '#components/ui/popover.tsx'
import type { FilterDef } from './filter-def.ts'
import { FilterEditor } from './filter-editor.tsx'

interface AddFilterProps {
  /** Those that are not set yet. */
  filters: readonly FilterDef[]
  get: (key: string) => string | null
  onChange: (key: string, value: string | null) => void
}

/** First which filter, then its value, in one popover. */
export function AddFilter({ filters, get, onChange }: AddFilterProps) {
  const t = useTranslations('table')
  const [chosen, setChosen] = useState<FilterDef | null>(null)
  return (
    <Popover
      label={t('addFilter')}
      onOpenChange={(isOpen) => isOpen && setChosen(null)}
      trigger={
        <button
          type="button"
          className="inline-flex h-6 items-center gap-1 rounded-1 px-1.5 text-12 text-fg-2 hover:bg-surface-2"
        >
          <Icon name="plus" size={12} className="text-fg-3" />
          {t('addFilter')}
        </button>
      }
    >
      {(close) =>
        chosen ? (
          <FilterEditor
            filter={chosen}
            value={get(chosen.key)}
            onChange={(value) => onChange(chosen.key, value)}
            onDone={close}
          />
        ) : (
          <ul className="min-w-40 p-1">
            {filters.map((filter) => (
              <li key={filter.key}>
                <button
                  type="button"
                  onClick={() => setChosen(filter)}
                  className="flex h-7 w-full items-center rounded-1 px-2 text-left hover:bg-surface-2"
                >
                  {filter.label}
                </button>
              </li>
            ))}
          </ul>
        )
      }
    </Popover>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { Icon } from '#components/ui/icon.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { type FilterDef, splitValues } from './filter-def.ts'
import { FilterEditor } from './filter-editor.tsx'

interface FilterChipProps {
  filter: FilterDef
  value: string
  onChange: (value: string | null) => void
}

/** A filter that is set: changed in place, removed by its cross. */
export function FilterChip({ filter, value, onChange }: FilterChipProps) {
  const t = useTranslations('table')
  const values = filter.kind === 'options' && filter.isMultiple ? splitValues(value) : [value]
  const labelOf = (single: string) =>
    filter.kind === 'options' ? (filter.options.find((option) => option.value === single)?.label ?? single) : single
  return (
    <span className="inline-flex h-6 items-center rounded-1 bg-surface-2 text-12">
      <Popover
        label={t('editFilter', { name: filter.label })}
        trigger={
          <button type="button" className="flex h-6 max-w-64 items-center gap-1 rounded-1 pr-0.5 pl-2">
            <span className="text-fg-3">{filter.label}</span>
            <span className="truncate">
              {values.length > 2 ? t('anyOf', { count: values.length }) : null}
              {values.length <= 2 &&
                values.map((single, index) => (
                  <span key={single}>
                    {index > 0 && ', '}
                    {labelOf(single)}
                  </span>
                ))}
            </span>
          </button>
        }
      >
        {(close) => <FilterEditor filter={filter} value={value} onChange={onChange} onDone={close} />}
      </Popover>
      <button
        type="button"
        aria-label={t('removeFilter', { name: filter.label })}
        onClick={() => onChange(null)}
        className="inline-grid size-6 place-items-center rounded-1 text-fg-3 hover:text-fg-1"
      >
        <Icon name="x" size={12} />
      </button>
    </span>
  )
}

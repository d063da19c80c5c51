'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { cx } from '#components/ui/cx.ts'
import { TextField } from '#components/ui/text-field.tsx'
import { type FilterDef, splitValues } from './filter-def.ts'

interface FilterEditorProps {
  filter: FilterDef
  value: string | null
  onChange: (value: string | null) => void
  onDone: () => void
}

/** Several values are ticked and act at once; one value or a text closes when it is chosen. */
export function FilterEditor({ filter, value, onChange, onDone }: FilterEditorProps) {
  const t = useTranslations('table')
  const [text, setText] = useState(value ?? '')
  if (filter.kind === 'text') {
    return (
      <form
        className="grid w-64 gap-2 p-3"
        onSubmit={(event) => {
          event.preventDefault()
          onChange(text.trim() || null)
          onDone()
        }}
      >
        <TextField
          label={filter.label}
          value={text}
          onValueChange={setText}
          autoFocus
          {...(filter.placeholder && { placeholder: filter.placeholder })}
        />
        <div className="flex justify-end">
          <Button type="submit" size="s">
            {t('apply')}
          </Button>
        </div>
      </form>
    )
  }
  const chosen = splitValues(value)
  if (filter.isMultiple) {
    return (
      <fieldset className="max-h-80 min-w-48 overflow-y-auto px-2 py-1.5">
        <legend className="sr-only">{filter.label}</legend>
        {filter.options.map((option) => (
          <Checkbox
            key={option.value}
            label={option.label}
            checked={chosen.includes(option.value)}
            onCheckedChange={(isOn) => {
              const next = isOn ? [...chosen, option.value] : chosen.filter((other) => other !== option.value)
              onChange(next.join(',') || null)
            }}
          />
        ))}
      </fieldset>
    )
  }
  return (
    <ul className="max-h-80 min-w-48 overflow-y-auto p-1">
      {filter.options.map((option) => (
        <li key={option.value}>
          <button
            type="button"
            aria-pressed={value === option.value}
            onClick={() => {
              onChange(option.value)
              onDone()
            }}
            className={cx(
              'flex min-h-7 w-full items-center rounded-1 px-2 text-left',
              value === option.value ? 'bg-accent-soft' : 'hover:bg-surface-2',
            )}
          >
            {option.label}
          </button>
        </li>
      ))}
    </ul>
  )
}

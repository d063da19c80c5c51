'use client'

import { useTranslations } from 'next-intl'
import { NumberField } from '#components/ui/number-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { ConfigRule } from '#lib/nodes/schema.ts'

interface SettingFieldProps {
  rule: ConfigRule
  value: string
  onValueChange: (value: string) => void
  error: string | undefined
}

/** The new value of a broker setting, as its rule wants it typed. */
export function SettingField({ rule, value, onValueChange, error }: SettingFieldProps) {
  const t = useTranslations('nodes.editConfig')
  const label = t('newValue')
  switch (rule.type) {
    case 'int':
      return (
        <NumberField
          label={label}
          isRequired
          min={rule.min}
          max={rule.max}
          hint={t('range', { min: rule.min, max: rule.max })}
          error={error}
          value={value === '' ? null : Number(value)}
          onValueChange={(number) => onValueChange(number === null ? '' : String(number))}
        />
      )
    case 'hours':
      return (
        <TextField
          label={label}
          isRequired
          hint={t('hours')}
          error={error}
          value={value}
          onValueChange={onValueChange}
        />
      )
    default: {
      const values = rule.type === 'boolean' ? ['true', 'false'] : rule.values
      return (
        <Select
          label={label}
          error={error}
          options={values.map((each) => ({ value: each, label: each }))}
          value={value}
          onValueChange={onValueChange}
        />
      )
    }
  }
}

'use client'

import { useTranslations } from 'next-intl'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { ProviderField } from './provider-fields.ts'

interface ProviderInputProps {
  field: ProviderField
  value: unknown
  onChange: (value: unknown) => void
  error: string | undefined
}

/** One field of a provider, by the kind of its input. */
export function ProviderInput({ field, value, onChange, error }: ProviderInputProps) {
  const t = useTranslations('signIn.field')
  const hintKey = `${field.name}Hint` as Parameters<typeof t>[0] // `has` decides whether there is one
  const common = {
    label: t(field.name),
    hint: t.has(hintKey) ? t(hintKey, {} as never) : undefined,
    error,
    ...(field.isRequired && { isRequired: true }),
  }
  const text = typeof value === 'string' ? value : ''
  switch (field.input) {
    case 'chips':
      return (
        <ChipsField
          {...common}
          isMono
          values={Array.isArray(value) ? value.map(String) : []}
          onValuesChange={onChange}
        />
      )
    case 'switch':
      return <Switch label={common.label} hint={common.hint} checked={value === true} onCheckedChange={onChange} />
    case 'area':
      return <TextArea {...common} isMono rows={4} value={text} onValueChange={onChange} />
    default:
      return (
        <TextField
          {...common}
          autoComplete="off"
          {...(field.isMono && { isMono: true })}
          value={text}
          onValueChange={onChange}
        />
      )
  }
}

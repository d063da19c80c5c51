'use client'

import { useTranslations } from 'next-intl'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { ChannelField } from './channel-fields.ts'

interface ChannelInputProps {
  field: ChannelField
  value: unknown
  onChange: (value: unknown) => void
  error: string | undefined
  /** A secret that is set: its last four characters. */
  kept: string | undefined
}

/** One field of a channel, by the kind of its input. */
export function ChannelInput({ field, value, onChange, error, kept }: ChannelInputProps) {
  const t = useTranslations('notifications.field')
  const hintKey = `${field.name}Hint` as Parameters<typeof t>[0] // `has` decides whether there is one
  const hint =
    kept === undefined ? (t.has(hintKey) ? t(hintKey, {} as never) : undefined) : t('keptHint', { end: kept })
  const common = {
    label: t(field.name),
    hint,
    error,
    ...(field.isRequired && kept === undefined && { isRequired: true }),
  }
  const text = typeof value === 'string' ? value : ''
  switch (field.input) {
    case 'number':
      return <NumberField {...common} value={typeof value === 'number' ? value : null} onValueChange={onChange} />
    case 'chips':
      return <ChipsField {...common} values={Array.isArray(value) ? value.map(String) : []} onValuesChange={onChange} />
    case 'switch':
      return <Switch label={common.label} hint={hint} checked={value === true} onCheckedChange={onChange} />
    case 'area':
      return <TextArea {...common} isMono rows={4} value={text} onValueChange={onChange} />
    case 'labels':
      return <TextArea {...common} isMono rows={3} value={text || labelLines(value)} onValueChange={onChange} />
    case 'form':
      return (
        <Select
          {...common}
          value={text}
          onValueChange={onChange}
          options={(['card', 'text'] as const).map((form) => ({ value: form, label: t(`forms.${form}`) }))}
        />
      )
    case 'tls':
      return (
        <Select
          {...common}
          value={text}
          onValueChange={onChange}
          options={(['STARTTLS', 'TLS', 'NONE'] as const).map((tls) => ({ value: tls, label: t(`tlsModes.${tls}`) }))}
        />
      )
    default:
      return (
        <TextField
          {...common}
          type={field.input === 'secret' ? 'password' : 'text'}
          autoComplete={field.input === 'secret' ? 'new-password' : 'off'}
          {...(field.isMono && { isMono: true })}
          value={text}
          onValueChange={onChange}
        />
      )
  }
}

const labelLines = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([name, label]) => `${name}=${String(label)}`)
        .join('\n')
    : ''

/** `name=value` per line. */
export function parseLabelLines(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf('=')
      return at > 0 ? [[line.slice(0, at).trim(), line.slice(at + 1).trim()]] : []
    }),
  )
}

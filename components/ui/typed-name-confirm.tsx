'use client'

import { useTranslations } from 'next-intl'
import { TextField } from './text-field.tsx'

interface TypedNameConfirmProps {
  name: string
  value: string
  onValueChange: (value: string) => void
}

/** The name, typed by hand, is the consent to what cannot be undone. */
export function TypedNameConfirm({ name, value, onValueChange }: TypedNameConfirmProps) {
  const t = useTranslations('ui')
  return (
    <TextField
      label={t.rich('typeToConfirm', {
        name: () => <strong className="font-medium break-all text-fg-1 select-all">{name}</strong>,
      })}
      value={value}
      onValueChange={onValueChange}
    />
  )
}

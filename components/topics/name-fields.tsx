'use client'

import { useTranslations } from 'next-intl'
import { Combobox } from '#components/ui/combobox.tsx'
import { TextField } from '#components/ui/text-field.tsx'

interface NameInput {
  /** Empty = none. */
  namespace: string
  name: string
}

interface NameFieldsProps {
  value: NameInput
  onChange: (patch: Partial<NameInput>) => void
  /** Offered; others can be typed. */
  namespaces: readonly string[]
  error: string | undefined
}

/** The name of a new topic or group, with its namespace apart. */
export function NameFields({ value, onChange, namespaces, error }: NameFieldsProps) {
  const t = useTranslations('topics')
  return (
    <div className="grid grid-cols-[160px_minmax(0,1fr)] gap-3">
      <Combobox
        label={t('namespace')}
        placeholder={t('namespaceNone')}
        allowsOwnValue
        options={namespaces.map((namespace) => ({ value: namespace }))}
        value={value.namespace === '' ? null : value.namespace}
        onValueChange={(namespace) => onChange({ namespace: namespace ?? '' })}
      />
      <TextField
        label={t('create.name')}
        isRequired
        autoFocus
        unit={t('create.fixed')}
        error={error}
        value={value.name}
        onValueChange={(name) => onChange({ name })}
      />
    </div>
  )
}

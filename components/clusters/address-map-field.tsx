'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { TextField } from '#components/ui/text-field.tsx'

interface Mapping {
  from: string
  to: string
}

interface AddressMapFieldProps {
  mappings: readonly Mapping[]
  onChange: (mappings: Mapping[]) => void
  errorOf: (path: string) => string | undefined
}

/** For brokers that announce private addresses: applied before anything is dialled. */
export function AddressMapField({ mappings, onChange, errorOf }: AddressMapFieldProps) {
  const t = useTranslations('clusters.form')
  const set = (index: number, patch: Partial<Mapping>) =>
    onChange(mappings.map((mapping, i) => (i === index ? { ...mapping, ...patch } : mapping)))
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-12 text-fg-3">{t('addressMap')}</legend>
      <div className="grid gap-2">
        {mappings.map((mapping, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity while they are typed
          <div key={index} className="grid grid-cols-[1fr_auto_1fr_auto] items-start gap-2">
            <TextField
              label={t('mapFrom')}
              isLabelHidden
              isMono
              placeholder={t('mapFrom')}
              error={errorOf(`${index}.from`)}
              value={mapping.from}
              onValueChange={(from) => set(index, { from })}
            />
            <Icon name="arrow-right" className="mt-1.5 text-fg-3" />
            <TextField
              label={t('mapTo')}
              isLabelHidden
              isMono
              placeholder={t('mapTo')}
              error={errorOf(`${index}.to`)}
              value={mapping.to}
              onValueChange={(to) => set(index, { to })}
            />
            <IconButton
              icon="x"
              label={t('removeMapping', { from: mapping.from || String(index + 1) })}
              onClick={() => onChange(mappings.filter((_, i) => i !== index))}
            />
          </div>
        ))}
        <div>
          <Button size="s" icon="plus" onClick={() => onChange([...mappings, { from: '', to: '' }])}>
            {t('addMapping')}
          </Button>
        </div>
      </div>
      <p className="mt-1 text-12 text-fg-3">{t('addressMapHint')}</p>
    </fieldset>
  )
}

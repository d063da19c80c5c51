'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { type MetricsOverride, overrideFault } from './cluster-draft.ts'

interface MetricsOverridesFieldProps {
  overrides: readonly MetricsOverride[]
  onChange: (overrides: MetricsOverride[]) => void
  /** `10.0.0.1:10911` → what is wrong with its URL. */
  errorOf: (address: string) => string | undefined
}

/** Metrics endpoints of single nodes: where two run on one host, their ports cannot be the same. */
export function MetricsOverridesField({ overrides, onChange, errorOf }: MetricsOverridesFieldProps) {
  const t = useTranslations('clusters.form')
  const set = (index: number, patch: Partial<MetricsOverride>) =>
    onChange(overrides.map((override, i) => (i === index ? { ...override, ...patch } : override)))
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-12 text-fg-3">{t('overrides')}</legend>
      <div className="grid gap-2">
        {overrides.map((override, index) => {
          const fault = overrideFault(overrides, index)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity while they are typed
            <div key={index} className="grid grid-cols-[1fr_auto_1.6fr_auto] items-start gap-2">
              <TextField
                label={t('overrideAddress')}
                isLabelHidden
                isMono
                placeholder="10.0.0.1:10911"
                maxLength={260}
                error={fault ? t(`overrideFaults.${fault}`) : undefined}
                value={override.address}
                onValueChange={(address) => set(index, { address })}
              />
              <Icon name="arrow-right" className="mt-1.5 text-fg-3" />
              <TextField
                label={t('overrideUrl')}
                isLabelHidden
                isMono
                placeholder="http://10.0.0.1:5558/metrics"
                maxLength={1024}
                error={errorOf(override.address.trim())}
                value={override.url}
                onValueChange={(url) => set(index, { url })}
              />
              <IconButton
                icon="x"
                label={t('removeOverride', { address: override.address || String(index + 1) })}
                onClick={() => onChange(overrides.filter((_, i) => i !== index))}
              />
            </div>
          )
        })}
        <div>
          <Button size="s" icon="plus" onClick={() => onChange([...overrides, { address: '', url: '' }])}>
            {t('addOverride')}
          </Button>
        </div>
      </div>
      <p className="mt-1 text-12 text-fg-3">{t('overridesHint')}</p>
    </fieldset>
  )
}

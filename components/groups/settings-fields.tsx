'use client'

import { useTranslations } from 'next-intl'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { groupLimits } from '#lib/groups/schema.ts'
import { parseDuration } from './duration-text.ts'
import type { PolicyChoice, SettingsDraft } from './group-draft.ts'

export interface SettingsFieldsProps {
  draft: SettingsDraft
  onChange: (patch: Partial<SettingsDraft>) => void
  errorOf: (path: string) => string | undefined
}

const policies = ['DEFAULT', 'TIERED', 'EXPONENTIAL', 'FIXED'] as const satisfies readonly PolicyChoice[]

/** Delivery order, retries and when they happen. */
export function SettingsFields({ draft, onChange, errorOf }: SettingsFieldsProps) {
  const t = useTranslations('groups.fields')
  const tGroups = useTranslations('groups')
  return (
    <>
      <Select
        label={t('delivery')}
        hint={t(draft.isOrdered ? 'orderedHint' : 'concurrentHint')}
        error={errorOf('body.isOrdered')}
        options={[
          { value: 'CONCURRENT', label: tGroups('deliveries.CONCURRENT') },
          { value: 'ORDERED', label: tGroups('deliveries.ORDERED') },
        ]}
        value={draft.isOrdered ? 'ORDERED' : 'CONCURRENT'}
        onValueChange={(value) => onChange({ isOrdered: value === 'ORDERED' })}
      />
      <NumberField
        label={tGroups('maxRetries')}
        isRequired
        min={0}
        max={groupLimits.maxRetriesMax}
        unit={t('range', { min: 0, max: groupLimits.maxRetriesMax })}
        hint={t('maxRetriesHint')}
        error={errorOf('body.maxRetries')}
        value={draft.maxRetries}
        onValueChange={(maxRetries) => onChange({ maxRetries })}
      />
      <Select
        label={tGroups('retryPolicy')}
        hint={t('policyHint')}
        error={draft.policy === 'DEFAULT' ? errorOf('body.retryPolicy') : undefined}
        options={policies.map((value) => ({ value, label: t(`policies.${value}`), hint: t(`policyHints.${value}`) }))}
        value={draft.policy}
        onValueChange={(policy) => onChange({ policy })}
      />
      <PolicyFields draft={draft} onChange={onChange} errorOf={errorOf} />
    </>
  )
}

function PolicyFields({ draft, onChange, errorOf }: SettingsFieldsProps) {
  const t = useTranslations('groups.fields')
  const wrong = (text: string) => (parseDuration(text) === null ? t('durationForm') : undefined)
  switch (draft.policy) {
    case 'DEFAULT':
      return null
    case 'TIERED':
      return (
        <ChipsField
          className="col-span-full"
          label={t('delays')}
          hint={t('delaysHint')}
          isRequired
          placeholder="10s"
          validate={(text) => wrong(text) ?? null}
          error={errorOf('body.retryPolicy')}
          values={draft.delays}
          onValuesChange={(delays) => onChange({ delays })}
        />
      )
    case 'EXPONENTIAL':
      return (
        <>
          <TextField
            label={t('initial')}
            isRequired
            error={wrong(draft.initial) ?? errorOf('body.retryPolicy.initialMs')}
            value={draft.initial}
            onValueChange={(initial) => onChange({ initial })}
          />
          <NumberField
            label={t('multiplier')}
            isRequired
            min={2}
            max={groupLimits.retryMultiplierMax}
            error={errorOf('body.retryPolicy.multiplier')}
            value={draft.multiplier}
            onValueChange={(multiplier) => onChange({ multiplier })}
          />
          <TextField
            label={t('max')}
            isRequired
            error={wrong(draft.max) ?? errorOf('body.retryPolicy.maxMs')}
            value={draft.max}
            onValueChange={(max) => onChange({ max })}
          />
        </>
      )
    case 'FIXED':
      return (
        <TextField
          label={t('interval')}
          isRequired
          error={wrong(draft.interval) ?? errorOf('body.retryPolicy')}
          value={draft.interval}
          onValueChange={(interval) => onChange({ interval })}
        />
      )
  }
}

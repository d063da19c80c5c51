'use client'

import { useTranslations } from 'next-intl'
import { useClusters } from '#components/layout/use-clusters.ts'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { isLabelPair, type ScopeDraft } from './grant-draft.ts'
import { NarrowFields } from './narrow-fields.tsx'

/** Of clusters that are yet to be registered, too. */
const usualEnvironments = ['production', 'staging', 'test', 'development'] as const

interface ScopeFieldsProps {
  draft: ScopeDraft
  onChange: (patch: Partial<ScopeDraft>) => void
}

/** Where a grant or a token holds: in which clusters, and of these on which topics and groups. */
export function ScopeFields({ draft, onChange }: ScopeFieldsProps) {
  const t = useTranslations('users.grants')
  const tNarrow = useTranslations('users.narrow')
  const clusters = useClusters()
  const environments = [...new Set([...usualEnvironments, ...clusters.map(({ environment }) => environment)])]
  const kinds = [
    ...(draft.kept ? (['kept'] as const) : []),
    ...(['all', 'clusters', 'environments', 'labels'] as const),
  ]
  return (
    <>
      <RadioGroup
        label={t('scope')}
        value={draft.kind}
        onValueChange={(kind) => onChange({ kind })}
        options={kinds.map((value) => ({ value, label: t(`kind.${value}`), hint: t(`kindHint.${value}`) }))}
      />
      {draft.kind === 'clusters' && (
        <MultiSelect
          label={t('clusters')}
          options={clusters.map(({ clusterId, name, environment }) => ({
            value: clusterId,
            label: name,
            hint: environment,
          }))}
          values={draft.clusterIds}
          onValuesChange={(clusterIds) => onChange({ clusterIds })}
        />
      )}
      {draft.kind === 'environments' && (
        <MultiSelect
          label={t('environments')}
          options={environments.map((value) => ({ value, label: value }))}
          values={draft.environments}
          onValuesChange={(next) => onChange({ environments: next })}
        />
      )}
      {draft.kind === 'labels' && (
        <ChipsField
          label={t('clusterLabels')}
          hint={t('clusterLabelsHint')}
          placeholder="team=pay"
          isMono
          validate={(text) => (isLabelPair(text) ? null : tNarrow('notALabel'))}
          values={draft.clusterLabels}
          onValuesChange={(clusterLabels) => onChange({ clusterLabels })}
        />
      )}
      <NarrowFields draft={draft} onChange={onChange} />
    </>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useClusters } from '#components/layout/use-clusters.ts'
import { parseLabel } from '#components/topics/labels.ts'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { AlarmLevel } from '#lib/alarms/schema.ts'
import type { RuleDraft } from './rule-draft.ts'
import { RuleKept } from './rule-kept.tsx'

export interface RulePartProps {
  draft: RuleDraft
  change: (patch: Partial<RuleDraft>) => void
  errorOf: (field: string) => string | undefined
  /** Why nothing can be changed. */
  readOnly: string | undefined
}

const scopeKinds = ['clusterIds', 'all', 'environments', 'labels'] as const
const selectorKinds = ['all', 'names', 'patterns'] as const

/** What a rule is about: its clusters, the kind of object, and which of them. */
export function RuleWhat({ draft, change, errorOf, readOnly, matchLine }: RulePartProps & { matchLine: ReactNode }) {
  const t = useTranslations('alarms.editor')
  const tLevels = useTranslations('alarms.levels')
  const clusters = useClusters()
  const environments = [...new Set(clusters.map(({ environment }) => environment))].sort()
  const field = { disabledReason: readOnly }
  const clustersError = errorOf('clusters')
  const labelForm = (text: string) => (parseLabel(text) ? null : t('problems.label'))
  const hasNarrowing = draft.objectLabels.length > 0 || draft.namespace !== '' || draft.objectOwner !== ''
  return (
    <div className="grid gap-3">
      <TextField
        {...field}
        label={t('name')}
        isRequired
        maxLength={60}
        value={draft.name}
        error={errorOf('name')}
        onValueChange={(name) => change({ name })}
      />
      <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
        <Select
          {...field}
          label={t('clusters')}
          value={draft.scopeKind}
          onValueChange={(scopeKind) => change({ scopeKind })}
          options={scopeKinds.map((value) => ({ value, label: t(`scopeKinds.${value}`) }))}
          {...(draft.scopeKind === 'all' && { error: clustersError })}
        />
        {draft.scopeKind === 'clusterIds' && (
          <MultiSelect
            {...field}
            label={t('whichClusters')}
            values={draft.clusterIds}
            error={clustersError}
            onValuesChange={(clusterIds) => change({ clusterIds })}
            options={clusters.map((cluster) => ({ value: cluster.clusterId as string, label: cluster.name }))}
          />
        )}
        {draft.scopeKind === 'environments' && (
          <MultiSelect
            {...field}
            label={t('whichEnvironments')}
            values={draft.environments}
            error={clustersError}
            onValuesChange={(next) => change({ environments: next })}
            options={environments.map((value) => ({ value, label: value }))}
          />
        )}
        {draft.scopeKind === 'labels' && (
          <ChipsField
            {...field}
            label={t('whichLabels')}
            placeholder="team=pay"
            values={draft.clusterLabels}
            error={clustersError}
            validate={labelForm}
            onValuesChange={(clusterLabels) => change({ clusterLabels })}
          />
        )}
      </div>
      <div className="grid grid-cols-1 items-start gap-3 md:grid-cols-2">
        <Select
          {...field}
          label={t('level')}
          value={draft.level}
          error={errorOf('level')}
          onValueChange={(level) => change({ level })}
          options={AlarmLevel.options.map((value) => ({ value, label: tLevels(value) }))}
        />
        {draft.level !== 'cluster' && (
          <div>
            <div className="mb-1 text-12 text-fg-3">{t('which')}</div>
            <Segmented
              label={t('which')}
              value={draft.selectorKind}
              onValueChange={(selectorKind) => !readOnly && change({ selectorKind })}
              options={selectorKinds.map((value) => ({ value, label: t(`selectorKinds.${value}`) }))}
            />
          </div>
        )}
      </div>
      {draft.level !== 'cluster' && draft.selectorKind === 'names' && (
        <ChipsField
          {...field}
          label={t('names')}
          values={draft.names}
          error={errorOf('selector.names')}
          onValuesChange={(names) => change({ names })}
        />
      )}
      {draft.level !== 'cluster' && draft.selectorKind === 'patterns' && (
        <>
          <div>
            <Segmented
              label={t('patternKind')}
              size="s"
              value={draft.patternKind}
              onValueChange={(patternKind) => !readOnly && change({ patternKind })}
              options={[
                { value: 'glob', label: t('glob') },
                { value: 'regex', label: t('regex') },
              ]}
            />
          </div>
          <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
            <TextArea
              {...field}
              label={t('include')}
              hint={t('perLine')}
              rows={2}
              isMono
              placeholder={draft.patternKind === 'glob' ? 'pay*' : 'cg_(?!dw_).*'}
              value={draft.include}
              error={errorOf('selector.include')}
              onValueChange={(include) => change({ include })}
            />
            <TextArea
              {...field}
              label={t('exclude')}
              hint={t('perLine')}
              rows={2}
              isMono
              placeholder={draft.patternKind === 'glob' ? '*_test' : '.*_test'}
              value={draft.exclude}
              error={errorOf('selector.exclude')}
              onValueChange={(exclude) => change({ exclude })}
            />
          </div>
        </>
      )}
      {draft.level === 'groupTopic' && (
        <TextArea
          {...field}
          label={t('topics')}
          hint={t('perLine')}
          rows={2}
          isMono
          value={draft.topics}
          error={errorOf('selector.topics')}
          onValueChange={(topics) => change({ topics })}
        />
      )}
      {draft.level !== 'cluster' && (
        <Disclosure label={t('narrow')} isOpenInitially={hasNarrowing}>
          <div className="grid grid-cols-1 gap-3 md:grid-cols-3">
            <ChipsField
              {...field}
              label={t('objectLabels')}
              placeholder="team=pay"
              values={draft.objectLabels}
              error={errorOf('selector.labels')}
              validate={labelForm}
              onValuesChange={(objectLabels) => change({ objectLabels })}
            />
            <TextField
              {...field}
              label={t('namespace')}
              value={draft.namespace}
              error={errorOf('selector.namespace')}
              onValueChange={(namespace) => change({ namespace })}
            />
            <TextField
              {...field}
              label={t('objectOwner')}
              value={draft.objectOwner}
              error={errorOf('selector.owner')}
              onValueChange={(objectOwner) => change({ objectOwner })}
            />
          </div>
        </Disclosure>
      )}
      <RuleKept draft={draft} onTakeAway={readOnly ? null : (kept) => change({ kept })} />
      {matchLine}
    </div>
  )
}

'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { parseInstant } from '#components/ui/date-range/parse-range.ts'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { builtInSets } from '#lib/users/permissions.ts'
import type { GrantDraft, GrantProblem } from './grant-draft.ts'
import { NarrowFields } from './narrow-fields.tsx'
import { permissionSetsQuery } from './queries.ts'
import { SetWords } from './set-words.tsx'
import { useGrantContext } from './use-grant-context.ts'

/** Of clusters that are yet to be registered, too. */
const usualEnvironments = ['production', 'staging', 'test', 'development'] as const

interface GrantFieldsProps {
  draft: GrantDraft
  onChange: (draft: GrantDraft) => void
  problem?: GrantProblem
  /** What the server says of the end. */
  endError: string | undefined
}

export function GrantFields({ draft, onChange, problem, endError }: GrantFieldsProps) {
  const t = useTranslations('users.grants')
  const format = useFormat()
  const known = useQuery(permissionSetsQuery())
  const sets = known.data?.items.map(({ name }) => name) ?? Object.keys(builtInSets)
  const { clusters, timeZone } = useGrantContext()
  const set = (patch: Partial<GrantDraft>) => onChange({ ...draft, ...patch })
  const environments = [...new Set([...usualEnvironments, ...clusters.map(({ environment }) => environment)])]
  const endsAt = draft.end.trim() === '' ? null : parseInstant(draft.end, { now: new Date(), timeZone })
  const kinds = [...(draft.kept ? (['kept'] as const) : []), ...(['all', 'clusters', 'environments'] as const)]
  return (
    <div className="grid gap-3">
      <div>
        <Select
          label={t('permissionSet')}
          options={sets.map((value) => ({ value, label: value }))}
          value={draft.permissionSet}
          onValueChange={(permissionSet) => set({ permissionSet })}
        />
        <SetWords name={draft.permissionSet} />
      </div>
      <RadioGroup
        label={t('scope')}
        value={draft.kind}
        onValueChange={(kind) => set({ kind })}
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
          onValuesChange={(clusterIds) => set({ clusterIds })}
        />
      )}
      {draft.kind === 'environments' && (
        <MultiSelect
          label={t('environments')}
          options={environments.map((value) => ({ value, label: value }))}
          values={draft.environments}
          onValuesChange={(next) => set({ environments: next })}
        />
      )}
      <NarrowFields draft={draft} onChange={set} />
      <TextField
        label={t('end')}
        placeholder={t('never')}
        hint={endsAt ? t('endsOn', { instant: format.instant(endsAt), zone: timeZone }) : t('endHint')}
        error={problem === 'end' || problem === 'past' ? t(`problem.${problem}`) : endError}
        value={draft.end}
        onValueChange={(end) => set({ end })}
      />
    </div>
  )
}

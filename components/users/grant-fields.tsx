'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { parseInstant } from '#components/ui/date-range/parse-range.ts'
import { Select } from '#components/ui/select.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { builtInSets } from '#lib/users/permissions.ts'
import type { GrantDraft, GrantProblem } from './grant-draft.ts'
import { permissionSetsQuery } from './queries.ts'
import { ScopeFields } from './scope-fields.tsx'
import { SetWords } from './set-words.tsx'
import { useGrantContext } from './use-grant-context.ts'

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
  const { timeZone } = useGrantContext()
  const set = (patch: Partial<GrantDraft>) => onChange({ ...draft, ...patch })
  const endsAt = draft.end.trim() === '' ? null : parseInstant(draft.end, { now: new Date(), timeZone })
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
      <ScopeFields draft={draft} onChange={set} />
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

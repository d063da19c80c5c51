'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { ScopeText } from '#components/users/scope-text.tsx'
import type { RuleMatch, TrialResult } from '#lib/sign-in/schema.ts'
import { SeenGroups } from './seen-groups.tsx'

/** Claims → rules → grants, in this order, and whether the person would come in. */
export function TrialOutcome({ result }: { result: TrialResult }) {
  const t = useTranslations('signIn')
  const { failure, person, user } = result
  if (failure || !person) {
    return (
      <Strip tone="critical" role="status" className="mt-3">
        {failure?.trouble && <p className="font-medium">{t(`trouble.${failure.trouble}`)}</p>}
        <p>{failure?.detail}</p>
      </Strip>
    )
  }
  const columns: Column<RuleMatch>[] = [
    {
      id: 'rule',
      head: t('rule'),
      isFlexible: true,
      minWidth: 130,
      cell: ({ rule, matched }) => (
        <span className="block truncate">
          {rule === null ? t('everybody') : t('ruleMatched', { place: rule + 1, matched })}
        </span>
      ),
    },
    {
      id: 'set',
      head: t('set'),
      width: 110,
      cell: ({ permissionSet }) => <span className="font-medium">{permissionSet}</span>,
    },
    { id: 'scope', head: t('where'), width: 170, cell: ({ scope }) => <ScopeText scope={scope} /> },
  ]
  return (
    <div className="mt-3 grid gap-3" role="status">
      <Strip
        tone={user.outcome === 'REFUSED' ? 'warning' : 'info'}
        icon={user.outcome === 'REFUSED' ? 'lock' : 'check'}
      >
        {user.refusal ? t(`refusal.${user.refusal}`) : t(`outcome.${user.outcome}`)}
      </Strip>
      <KeyValuePanel
        items={[
          { label: t('personId'), value: person.id || '?', isMono: true },
          { label: t('personName'), value: person.name || '?' },
          { label: t('personDisplayName'), value: person.displayName || '?' },
          { label: t('personEmail'), value: person.email ?? '–' },
        ]}
      />
      <h4 className="font-semibold">{t('claims')}</h4>
      <KeyValuePanel
        items={result.claims.map(({ name, values }) => ({
          label: name,
          value: values.join(', ') || '–',
          isMono: true,
        }))}
      />
      <h4 className="font-semibold">{t('groups')}</h4>
      <SeenGroups groups={result.groups} empty={t('noGroupsCame')} />
      <h4 className="font-semibold">{t('grants')}</h4>
      {result.matches.length === 0 ? (
        <p className="text-fg-3">{t('noMatches')}</p>
      ) : (
        <PlainTable
          label={t('grants')}
          density={28}
          columns={columns}
          rows={result.matches}
          rowId={({ rule, matched }) => `${rule} ${matched}`}
        />
      )}
    </div>
  )
}

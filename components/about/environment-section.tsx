'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Section } from '#components/layout/section.tsx'
import type { Variable } from '#lib/about/schema.ts'

/** The configuration in force; of secrets only whether they are set. */
export function EnvironmentSection({ variables }: { variables: readonly Variable[] }) {
  const t = useTranslations('about.environment')
  const columns: Column<Variable>[] = [
    {
      id: 'name',
      head: t('name'),
      width: 248,
      cell: ({ name }) => <span className="font-mono text-12">{name}</span>,
    },
    {
      id: 'value',
      head: t('value'),
      isFlexible: true,
      cell: (variable) => <Value {...variable} />,
    },
    { id: 'isSet', head: t('from'), width: 120, cell: ({ isSet }) => (isSet ? t('set') : t('default')) },
  ]
  return (
    <Section title={t('title')}>
      <PlainTable label={t('title')} density={28} columns={columns} rows={variables} rowId={({ name }) => name} />
    </Section>
  )
}

function Value({ value, isSecret, isSet }: Variable) {
  const t = useTranslations('about.environment')
  if (isSecret) return <span className="text-fg-3">{isSet ? t('secretSet') : t('secretNotSet')}</span>
  if (value === null) return <span className="text-fg-3">–</span>
  return <span className="block truncate font-mono text-12">{value}</span>
}

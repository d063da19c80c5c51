'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Section } from '#components/layout/section.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import type { Diagnosis, DiagnosisLine } from '#lib/diagnoses/schema.ts'
import { type ComparedCheck, compareDiagnoses } from './compare-diagnoses.ts'
import { useCauseWords } from './use-cause-words.ts'
import { VerdictPill } from './verdict-pill.tsx'

/** Two records side by side, check by check: the older one left. */
export function DiagnosisComparison({ one, other }: { one: Diagnosis; other: Diagnosis }) {
  const t = useTranslations('diagnoses')
  const format = useFormat()
  const [before, after] = one.at < other.at ? [one, other] : [other, one]
  const rows = compareDiagnoses(before, after)
  const columns: Column<ComparedCheck>[] = [
    { id: 'check', head: t('check'), width: 150, cell: (row) => t(`checks.${row.check}`) },
    {
      id: 'before',
      head: format.instant(before.at, false),
      isFlexible: true,
      minWidth: 220,
      cell: (row) => <Verdicts lines={row.before} />,
    },
    {
      id: 'after',
      head: format.instant(after.at, false),
      isFlexible: true,
      minWidth: 220,
      cell: (row) => (row.isSame ? <span className="text-fg-3">{t('same')}</span> : <Verdicts lines={row.after} />),
    },
  ]
  return (
    <Section title={t('comparing', { at: format.instant(other.at, false) })}>
      {rows.every(({ isSame }) => isSame) && <p className="py-1 text-fg-2">{t('noDifferences')}</p>}
      <PlainTable
        label={t('comparing', { at: format.instant(other.at, false) })}
        columns={columns}
        rows={rows}
        rowId={(row) => row.check}
        density={40}
      />
    </Section>
  )
}

/** The worst line of a check; of several the number of the rest. */
function Verdicts({ lines }: { lines: readonly DiagnosisLine[] }) {
  const words = useCauseWords()
  const [first] = lines
  if (!first) return <span className="text-fg-3">–</span>
  const texts = lines.map((line) => words(line).title)
  return (
    <span className="flex min-w-0 items-baseline gap-3" title={texts.join('\n')}>
      <VerdictPill verdict={first.verdict} />
      <span className="min-w-0 truncate">{texts.join(' · ')}</span>
    </span>
  )
}

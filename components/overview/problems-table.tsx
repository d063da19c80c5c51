'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { Section } from '#components/layout/section.tsx'
import { Since } from '#components/layout/since.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { LagCell } from '#components/monitoring/lag-cell.tsx'
import { useSparklines } from '#components/monitoring/use-sparklines.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Link } from '#components/ui/link.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { Overview, Problem } from '#lib/overview/schema.ts'
import { useProblemWords } from './use-problem-words.ts'

/** What is wrong, worst first, each a link to where it is seen; or one calm line. */
export function ProblemsTable({ clusterId, overview }: { clusterId: string; overview: Overview }) {
  const t = useTranslations('overview')
  const format = useFormat()
  const words = useProblemWords()
  const { problems, checkedAt } = overview
  const groups = problems.flatMap(({ object, lag }) =>
    object?.kind === 'group' && lag ? [{ groupName: object.name }] : [],
  )
  const sparks = useSparklines(clusterId, 'lag', 'group', groups, ({ groupName = '' }) => groupName)
  if (problems.length === 0) {
    return (
      <p className="mt-4 flex min-h-8 items-center gap-2 text-fg-2">
        <Icon name="ok" className="text-ok-mark" />
        <span>
          {t(overview.isWhole ? 'nothingWrong' : 'nothingWrongOfPart')} <Age at={checkedAt} />
        </span>
      </p>
    )
  }
  const columns: Column<Problem>[] = [
    {
      id: 'severity',
      head: t('state'),
      width: 108,
      cell: ({ severity }) => <StatePill state={severity} label={t(`severities.${severity}`)} />,
    },
    {
      id: 'problem',
      head: t('problem'),
      isFlexible: true,
      minWidth: 220,
      cell: (problem) => {
        const text = words(problem)
        return problem.link === null ? text : <Link href={`/clusters/${clusterId}${problem.link}`}>{text}</Link>
      },
    },
    {
      id: 'now',
      head: t('now'),
      width: 272,
      align: 'right',
      priority: 2,
      cell: ({ object, lag, lagTimeMs, trend }) =>
        lag && lagTimeMs ? (
          <LagCell
            lag={lag}
            lagTimeMs={lagTimeMs}
            trend={trend ?? null}
            spark={{ points: sparks.get(object?.name ?? '') }}
          />
        ) : null,
    },
    {
      id: 'since',
      head: t('sinceHead'),
      width: 176,
      align: 'right',
      cell: ({ since, isSinceAtLeast }) => {
        if (since === null) return '–'
        return isSinceAtLeast ? (
          t('forMoreThan', { age: format.age(Date.now() - since.getTime()) })
        ) : (
          <Since at={since} />
        )
      },
    },
  ]
  return (
    <Section title={t('attention')} count={format.number(problems.length)}>
      <PlainTable
        label={t('attention')}
        columns={columns}
        rows={problems}
        rowId={({ code, object }) => `${code} ${object?.name ?? ''}`}
      />
    </Section>
  )
}

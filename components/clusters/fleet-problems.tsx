'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { HealthPill } from '#components/layout/health-pill.tsx'
import { Section } from '#components/layout/section.tsx'
import { Since } from '#components/layout/since.tsx'
import { EnvironmentTag } from '#components/ui/environment-tag.tsx'
import { Link } from '#components/ui/link.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { BehindGroup, ClusterItem } from '#lib/clusters/schema.ts'
import { BehindNow } from './behind-now.tsx'
import type { FleetProblem } from './fleet-problem-rows.ts'
import { HealthReasons } from './health-reasons.tsx'

/** What is wrong and since when, before everything else. */
export function FleetProblems({ problems }: { problems: readonly FleetProblem[] }) {
  const t = useTranslations('clusters.fleet')
  const columns: Column<FleetProblem>[] = [
    {
      id: 'state',
      head: t('health'),
      width: 116,
      cell: ({ cluster, state, group }) =>
        group ? <StatePill state={state} /> : <HealthPill health={cluster.health} />,
    },
    {
      id: 'problem',
      head: t('problem'),
      isFlexible: true,
      minWidth: 180,
      cell: ({ cluster, group }) =>
        group ? (
          <GroupProblem cluster={cluster} group={group} />
        ) : (
          <HealthReasons clusterId={cluster.clusterId} reasons={cluster.healthReasons} />
        ),
    },
    {
      id: 'cluster',
      head: t('cluster'),
      width: 184,
      cell: ({ cluster }) => (
        <span className="flex min-w-0 items-center gap-2">
          <Link href={`/clusters/${cluster.clusterId}`} tone="name" className="min-w-0 truncate">
            {cluster.name}
          </Link>
          <EnvironmentTag environment={cluster.environment} />
        </span>
      ),
    },
    {
      id: 'now',
      head: t('now'),
      width: 238,
      align: 'right',
      priority: 2,
      cell: ({ cluster, group }) => group && <BehindNow clusterId={cluster.clusterId} group={group} />,
    },
    {
      id: 'since',
      head: t('since'),
      width: 156,
      align: 'right',
      cell: ({ cluster, group }) => <Since at={(group ? group.since : cluster.healthSince) ?? null} />,
    },
  ]
  return (
    <Section title={t('attention')} count={problems.length}>
      <PlainTable label={t('attention')} columns={columns} rows={[...problems]} rowId={({ id }) => id} />
    </Section>
  )
}

/** The worst group of a cluster by name, and how many more there are. */
function GroupProblem({ cluster, group }: { cluster: ClusterItem; group: BehindGroup }) {
  const t = useTranslations('clusters.fleet')
  const more = (cluster.groupsBehind.value ?? 1) - 1
  const list = `/clusters/${cluster.clusterId}/groups`
  return (
    <span>
      <Link href={`${list}/${encodeURIComponent(group.groupName)}`}>
        {t(`behind.${group.state}`, { group: group.groupName })}
      </Link>
      {more > 0 && (
        <>
          {' · '}
          <Link href={list}>{t('moreBehind', { count: more })}</Link>
        </>
      )}
    </span>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { HealthPill } from '#components/layout/health-pill.tsx'
import { Section } from '#components/layout/section.tsx'
import { Since } from '#components/layout/since.tsx'
import { EnvironmentTag } from '#components/ui/environment-tag.tsx'
import { Link } from '#components/ui/link.tsx'
import type { ClusterItem } from '#lib/clusters/schema.ts'
import { HealthReasons } from './health-reasons.tsx'

/** What is wrong and since when, before everything else. */
export function FleetProblems({ clusters }: { clusters: readonly ClusterItem[] }) {
  const t = useTranslations('clusters.fleet')
  const columns: Column<ClusterItem>[] = [
    { id: 'health', head: t('health'), width: 116, cell: (row) => <HealthPill health={row.health} /> },
    {
      id: 'problem',
      head: t('problem'),
      isFlexible: true,
      minWidth: 180,
      cell: (row) => <HealthReasons clusterId={row.clusterId} reasons={row.healthReasons} />,
    },
    {
      id: 'cluster',
      head: t('cluster'),
      width: 200,
      cell: (row) => (
        <span className="flex min-w-0 items-center gap-2">
          <Link href={`/clusters/${row.clusterId}/topics`} tone="name">
            {row.name}
          </Link>
          <EnvironmentTag environment={row.environment} />
        </span>
      ),
    },
    {
      id: 'since',
      head: t('since'),
      width: 168,
      align: 'right',
      cell: (row) => <Since at={row.healthSince ?? null} />,
    },
  ]
  return (
    <Section title={t('attention')} count={clusters.length}>
      <PlainTable label={t('attention')} columns={columns} rows={[...clusters]} rowId={(row) => row.clusterId} />
    </Section>
  )
}

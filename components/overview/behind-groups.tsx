'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { DrainText } from '#components/groups/drain-text.tsx'
import { groupHref } from '#components/groups/group-href.ts'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Section } from '#components/layout/section.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { LagCell } from '#components/monitoring/lag-cell.tsx'
import { useSparklines } from '#components/monitoring/use-sparklines.ts'
import { Link } from '#components/ui/link.tsx'
import type { BehindGroup, Overview } from '#lib/overview/schema.ts'

/** The groups whose oldest message waits longest. */
export function BehindGroups({ clusterId, overview }: { clusterId: string; overview: Overview }) {
  const t = useTranslations('overview')
  const format = useFormat()
  const { behind } = overview
  const objects = behind.map(({ groupName }) => ({ groupName }))
  const sparks = useSparklines(clusterId, 'lag', 'group', objects, ({ groupName = '' }) => groupName)
  const columns: Column<BehindGroup>[] = [
    {
      id: 'groupName',
      head: t('group'),
      isFlexible: true,
      minWidth: 120,
      cell: ({ groupName }) => (
        <Link href={groupHref(clusterId, groupName)} tone="name">
          {groupName}
        </Link>
      ),
    },
    { id: 'drain', head: t('drainsIn'), width: 84, align: 'right', cell: (group) => <DrainText group={group} /> },
    {
      id: 'lag',
      head: t('lagHead'),
      width: 256,
      align: 'right',
      cell: ({ groupName, lag, lagTimeMs, trend }) => (
        <LagCell lag={lag} lagTimeMs={lagTimeMs} trend={trend} spark={{ points: sparks.get(groupName) }} />
      ),
    },
  ]
  return (
    <Section
      title={t('behind')}
      count={
        <>
          {format.number(behind.length)} / <MeasuredValue measured={overview.groups} />
        </>
      }
      end={<Link href={`/clusters/${clusterId}/groups`}>{t('allGroupsLink')}</Link>}
    >
      {behind.length === 0 ? (
        <p className="py-1.5 text-fg-2">{overview.sampledAt === null ? t('notSampled') : t('nobodyBehind')}</p>
      ) : (
        <PlainTable label={t('behind')} columns={columns} rows={behind} rowId={({ groupName }) => groupName} />
      )}
    </Section>
  )
}

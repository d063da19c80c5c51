'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { Column } from '#components/data-table/data-table.tsx'
import { LabelLinks } from '#components/data-table/label-links.tsx'
import { RowMenu } from '#components/data-table/row-menu.tsx'
import { FavouriteMark } from '#components/favourites/favourite-mark.tsx'
import { Age } from '#components/layout/age.tsx'
import { HealthPill } from '#components/layout/health-pill.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { BoardLink } from '#components/monitoring/board-link.tsx'
import { VersionCell } from '#components/nodes/version-cell.tsx'
import { EnvironmentTag } from '#components/ui/environment-tag.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Link } from '#components/ui/link.tsx'
import type { MenuItem } from '#components/ui/menu.tsx'
import { Meter } from '#components/ui/meter.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import type { ClusterItem, NodeCount } from '#lib/clusters/schema.ts'
import { RateCell } from './rate-cell.tsx'
import { TimeLeft } from './time-left.tsx'
import { UsedOfLimit } from './used-of-limit.tsx'
import { WorstLagCell } from './worst-lag-cell.tsx'

interface FleetColumnsOptions {
  isRemoved: boolean
  menuOf: (row: ClusterItem) => MenuItem[]
  renderRestore: (row: ClusterItem) => ReactNode
}

const DAY_MS = 24 * 3_600_000

export function useFleetColumns({ isRemoved, menuOf, renderRestore }: FleetColumnsOptions): Column<ClusterItem>[] {
  const t = useTranslations('clusters.fleet')
  const format = useFormat()

  const count = ({ up, known }: NodeCount) => {
    if (known === 0) return <span className="text-fg-3">–</span>
    if (up === null) return <span className="text-fg-3">{`?/${known}`}</span>
    return <span className={up < known ? 'text-critical' : undefined}>{`${up}/${known}`}</span>
  }
  const name: Column<ClusterItem> = {
    id: 'name',
    head: t('cluster'),
    isSortable: true,
    canHide: false,
    isFlexible: true,
    cell: (row) => (
      <span className="flex min-w-0 items-center gap-2">
        {isRemoved ? (
          <span className="font-medium">{row.name}</span>
        ) : (
          <Link href={`/clusters/${row.clusterId}`} tone="name">
            {row.name}
          </Link>
        )}
        {!isRemoved && <FavouriteMark favourite={{ kind: 'cluster', clusterId: row.clusterId, name: '' }} />}
        <EnvironmentTag environment={row.environment} />
        {row.deletionProtection && (
          <Tooltip content={t('protected')}>
            <span>
              <Icon name="lock" size={12} label={t('protected')} className="text-fg-3" />
            </span>
          </Tooltip>
        )}
        {row.readOnly && <Tag>{t('readOnly')}</Tag>}
        {row.isTlsUnverified && (
          <Tag tone="critical" className="min-w-0 shrink">
            {t('tlsUnverified')}
          </Tag>
        )}
        <LabelLinks labels={row.labels} />
      </span>
    ),
  }
  if (isRemoved) {
    return [
      name,
      {
        id: 'removedAt',
        head: t('removedAt'),
        width: 200,
        isSortable: true,
        cell: (row) => <Instant at={row.removedAt ?? null} />,
      },
      {
        id: 'purgeAt',
        head: t('purgeAt'),
        width: 240,
        cell: (row) => (row.purgeAt ? <TimeLeft until={row.purgeAt} /> : '?'),
      },
      { id: 'restore', head: '', align: 'right', width: 110, cell: renderRestore },
    ]
  }
  return [
    {
      id: 'health',
      head: t('health'),
      width: 116,
      isSortable: true,
      canHide: false,
      cell: (row) => <HealthPill health={row.health} />,
    },
    name,
    {
      id: 'versionHighest',
      head: t('version'),
      width: 68,
      isSortable: true,
      priority: 2,
      cell: (row) => (
        <VersionCell
          version={
            row.versionLowest === row.versionHighest
              ? row.versionLowest
              : `${row.versionLowest} – ${row.versionHighest}`
          }
          cves={row.cves}
        />
      ),
    },
    {
      id: 'masters',
      head: t('masters'),
      align: 'right',
      width: 64,
      isSortable: true,
      cell: (row) => count(row.masters),
    },
    {
      id: 'slaves',
      head: t('slaves'),
      align: 'right',
      width: 60,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => count(row.slaves),
    },
    {
      id: 'nameServers',
      head: t('nameServers'),
      align: 'right',
      width: 96,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => count(row.nameServers),
    },
    {
      id: 'proxies',
      head: t('proxies'),
      align: 'right',
      width: 90,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => count(row.proxies),
    },
    {
      id: 'controllers',
      head: t('controllers'),
      align: 'right',
      width: 100,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => count(row.controllers),
    },
    {
      id: 'topics',
      head: t('topics'),
      align: 'right',
      width: 104,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => <UsedOfLimit used={row.topics} limit={row.topicLimit} />,
    },
    {
      id: 'groups',
      head: t('groups'),
      align: 'right',
      width: 104,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => <UsedOfLimit used={row.groups} limit={row.groupLimit} />,
    },
    {
      id: 'inTps',
      head: t('in'),
      unit: t('perSecond'),
      align: 'right',
      width: 126,
      isSortable: true,
      priority: 2,
      cell: (row) => <RateCell cluster={row} metric="inTps" />,
    },
    {
      id: 'outTps',
      head: t('out'),
      unit: t('perSecond'),
      align: 'right',
      width: 126,
      isSortable: true,
      priority: 2,
      cell: (row) => <RateCell cluster={row} metric="outTps" />,
    },
    {
      id: 'groupsBehind',
      head: t('groupsBehind'),
      align: 'right',
      width: 60,
      isSortable: true,
      priority: 2,
      cell: (row) => (
        <Link href={`/clusters/${row.clusterId}/groups`} tone="plain">
          <MeasuredValue measured={row.groupsBehind} />
        </Link>
      ),
    },
    {
      id: 'worstLag',
      head: t('worstLag'),
      align: 'right',
      width: 96,
      isSortable: true,
      cell: (row) => <WorstLagCell cluster={row} />,
    },
    {
      id: 'alarms',
      head: t('alarms'),
      width: 104,
      isSortable: true,
      cell: ({ clusterId, alarms }) =>
        alarms.critical + alarms.warning + alarms.info === 0 ? (
          <span className="text-fg-3">0</span>
        ) : (
          <Link href={`/clusters/${clusterId}/alarms`} className="inline-flex gap-2">
            {(['critical', 'warning', 'info'] as const).map(
              (severity) =>
                alarms[severity] > 0 && (
                  <StatePill key={severity} state={severity} label={format.number(alarms[severity])} />
                ),
            )}
          </Link>
        ),
    },
    {
      id: 'diskUsedRatio',
      head: t('fullestDisk'),
      width: 116,
      isSortable: true,
      priority: 2,
      cell: (row) =>
        row.diskUsedRatio.state === 'ok' ? (
          <Meter value={row.diskUsedRatio.value} label={t('fullestDisk')} limits={[0.75, 0.9]} />
        ) : (
          <MeasuredValue measured={row.diskUsedRatio} format={format.percent} />
        ),
    },
    {
      id: 'diskFullInDays',
      head: t('diskFull'),
      align: 'right',
      width: 76,
      isSortable: true,
      priority: 2,
      cell: (row) => <MeasuredValue measured={row.diskFullInDays} format={(days) => format.age(days * DAY_MS)} />,
    },
    {
      id: 'oldestMessageAt',
      head: t('oldestMessage'),
      align: 'right',
      width: 130,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => <MeasuredValue measured={row.oldestMessageAt} format={(at) => <Age at={at} />} />,
    },
    {
      id: 'owner',
      head: t('owner'),
      width: 120,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => row.owner ?? '–',
    },
    {
      id: 'remark',
      head: t('remark'),
      width: 180,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => row.remark ?? '–',
    },
    {
      id: 'createdAt',
      head: t('createdAt'),
      width: 180,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => <Instant at={row.createdAt ?? null} />,
    },
    {
      id: 'checkedAt',
      head: t('checkedAt'),
      align: 'right',
      width: 80,
      isSortable: true,
      cell: (row) => (row.checkedAt ? <Age at={row.checkedAt} /> : '?'),
    },
    {
      id: 'actions',
      head: '',
      align: 'right',
      width: 68,
      canHide: false,
      cell: (row) => (
        <span className="inline-flex items-center">
          <BoardLink clusterId={row.clusterId} scope="cluster" name={row.name} />
          <RowMenu label={t('actionsOf', { name: row.name })} items={() => menuOf(row)} />
        </span>
      ),
    },
  ]
}

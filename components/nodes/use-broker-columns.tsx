'use client'

import { useTranslations } from 'next-intl'
import type { Column } from '#components/data-table/column.ts'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { Age } from '#components/layout/age.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Explained } from '#components/ui/explained.tsx'
import { Link } from '#components/ui/link.tsx'
import { Meter } from '#components/ui/meter.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { Broker } from '#lib/nodes/schema.ts'
import { AnnouncedAddress } from './announced-address.tsx'
import { AveragedRate } from './averaged-rate.tsx'
import { BrokerActions } from './broker-actions.tsx'
import { brokerHref, differencesHref } from './broker-href.ts'
import { NodePill } from './node-pill.tsx'
import { brokerState, DISK_LIMITS, limitTone, WAIT_LIMITS_MS } from './node-state.ts'
import { SendWait } from './send-wait.tsx'
import { UpTime } from './up-time.tsx'
import { VersionCell } from './version-cell.tsx'
import { WriteCell } from './write-cell.tsx'

export function useBrokerColumns(clusterId: string, onForget: (broker: Broker) => void): Column<Broker>[] {
  const t = useTranslations('nodes')
  const format = useFormat()
  const right = { align: 'right', isSortable: true, priority: 2 } as const
  const bytes = (id: 'diskFreeBytes' | 'commitLogBytes', head: string): Column<Broker> => ({
    id,
    head,
    ...right,
    width: 104,
    isHiddenInitially: true,
    cell: (row) => <MeasuredValue measured={row[id]} format={format.bytes} />,
  })
  const count = (id: 'putToday' | 'putYesterday' | 'getToday' | 'getYesterday'): Column<Broker> => ({
    id,
    head: t(id),
    ...right,
    width: 104,
    isHiddenInitially: true,
    cell: (row) => <MeasuredValue measured={row[id]} />,
  })
  return [
    {
      id: 'isUp',
      head: t('state'),
      width: 108,
      isSortable: true,
      canHide: false,
      cell: (row) => <NodePill found={brokerState(row)} why={row.error?.detail} />,
    },
    {
      id: 'brokerName',
      head: t('broker'),
      width: 190,
      isFlexible: true,
      minWidth: 140,
      isSortable: true,
      canHide: false,
      cell: (row) => (
        <NameCell
          name={row.brokerName}
          href={brokerHref(clusterId, row)}
          marks={
            row.isActingMaster && (
              <Explained note={t('actingMasterMeaning')} className="shrink-0">
                <Tag tone="strong">{t('actingMaster')}</Tag>
              </Explained>
            )
          }
        />
      ),
    },
    {
      id: 'role',
      head: t('role'),
      width: 76,
      isSortable: true,
      cell: (row) => <span className="text-fg-2">{t(`roles.${row.role}`, { id: String(row.brokerId) })}</span>,
    },
    {
      id: 'clusterName',
      head: t('clusterName'),
      width: 140,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => <span className="block truncate">{row.clusterName}</span>,
    },
    {
      id: 'address',
      head: t('address'),
      width: 152,
      isSortable: true,
      priority: 2,
      cell: (row) => <AnnouncedAddress {...row} />,
    },
    {
      id: 'roundTripMs',
      head: t('roundTrip'),
      ...right,
      width: 96,
      isHiddenInitially: true,
      cell: (row) => (row.roundTripMs === null ? '?' : format.duration(row.roundTripMs)),
    },
    {
      id: 'version',
      head: t('version'),
      width: 80,
      isSortable: true,
      priority: 2,
      cell: (row) => <VersionCell version={row.version} cves={row.cves} />,
    },
    {
      id: 'inTps',
      head: t('in'),
      unit: t('perSecond'),
      ...right,
      priority: 1,
      width: 80,
      cell: (row) => (
        <AveragedRate
          measured={row.inTps}
          minute={row.inTps1m}
          tenMinutes={row.inTps10m}
          isSlave={row.role === 'SLAVE'}
        />
      ),
    },
    {
      id: 'outTps',
      head: t('out'),
      unit: t('perSecond'),
      ...right,
      width: 80,
      cell: (row) => (
        <AveragedRate
          measured={row.outTps}
          minute={row.outTps1m}
          tenMinutes={row.outTps10m}
          isSlave={row.role === 'SLAVE'}
        />
      ),
    },
    count('putToday'),
    count('putYesterday'),
    count('getToday'),
    count('getYesterday'),
    {
      id: 'diskUsedRatio',
      head: t('disk'),
      width: 120,
      isSortable: true,
      priority: 2,
      cell: ({ diskUsedRatio }) => {
        if (diskUsedRatio.state !== 'ok') return <MeasuredValue measured={diskUsedRatio} format={format.percent} />
        const state = limitTone(diskUsedRatio.value, DISK_LIMITS)
        return <Meter value={diskUsedRatio.value} label={t('disk')} limits={DISK_LIMITS} {...(state && { state })} />
      },
    },
    bytes('diskFreeBytes', t('diskFree')),
    bytes('commitLogBytes', t('commitLog')),
    {
      id: 'oldestMessageAt',
      head: t('oldestMessage'),
      ...right,
      width: 120,
      isHiddenInitially: true,
      cell: (row) => <MeasuredValue measured={row.oldestMessageAt} format={(at) => <Age at={at} />} />,
    },
    {
      id: 'sendQueueWaitMs',
      head: t('sendWait'),
      ...right,
      width: 84,
      cell: (row) => <SendWait broker={row} />,
    },
    {
      id: 'pageCacheLockMs',
      head: t('pageCacheLock'),
      ...right,
      width: 130,
      isHiddenInitially: true,
      cell: (row) => (
        <span className={limitTone(row.pageCacheLockMs.value, WAIT_LIMITS_MS) && 'text-warning'}>
          <MeasuredValue measured={row.pageCacheLockMs} format={format.duration} />
        </span>
      ),
    },
    {
      id: 'haGapBytes',
      head: t('haGap'),
      ...right,
      width: 88,
      cell: (row) => (
        <span className={row.haInSync.value === false ? 'text-warning' : undefined}>
          <MeasuredValue measured={row.haGapBytes} format={format.bytes} />
          {row.haInSync.value === false && <span className="sr-only">, {t('notInSync')}</span>}
        </span>
      ),
    },
    {
      id: 'rejectedPerSecond',
      head: t('rejected'),
      unit: t('perMinute'),
      ...right,
      width: 120,
      isHiddenInitially: true,
      cell: (row) => (
        <MeasuredValue measured={row.rejectedPerSecond} format={(perSecond) => format.rate(perSecond * 60)} />
      ),
    },
    {
      id: 'canWrite',
      head: t('write'),
      width: 84,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => <WriteCell broker={row} />,
    },
    {
      id: 'driftKeys',
      head: t('drift'),
      width: 76,
      isSortable: true,
      priority: 2,
      cell: (row) =>
        row.driftKeys.length === 0 ? (
          <span className="text-fg-3">–</span>
        ) : (
          <Link
            href={differencesHref(clusterId, row.brokerName)}
            title={t('driftMeaning', { keys: row.driftKeys.join(', ') })}
          >
            {t('driftCount', { count: row.driftKeys.length })}
          </Link>
        ),
    },
    {
      id: 'since',
      head: t('up'),
      align: 'right',
      width: 100,
      isSortable: true,
      cell: (row) => <UpTime isUp={row.isUp} bootAt={row.bootAt} since={row.since} />,
    },
    {
      id: 'actions',
      head: '',
      align: 'right',
      width: 36,
      canHide: false,
      cell: (row) => <BrokerActions clusterId={clusterId} broker={row} onForget={() => onForget(row)} />,
    },
  ]
}

'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Section } from '#components/layout/section.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Icon } from '#components/ui/icon.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { canWrite, groupRoutes, type RouteRow, routeRows } from './group-routes.ts'
import { topicRouteQuery } from './queries.ts'

/** What clients are told: per name server, queues and permission per broker. */
export function RouteTab({ clusterId, topicName }: { clusterId: string; topicName: string }) {
  const t = useTranslations('topics')
  const format = useFormat()
  const query = useLiveQuery(topicRouteQuery(clusterId, topicName))
  const columns: Column<RouteRow>[] = [
    { id: 'brokerName', head: t('broker'), width: 180, cell: (row) => row.brokerName },
    { id: 'clusterName', head: t('clusterName'), width: 160, cell: (row) => row.clusterName },
    {
      id: 'readQueueNums',
      head: t('readQueues'),
      align: 'right',
      width: 110,
      cell: (row) => format.number(row.readQueueNums),
    },
    {
      id: 'writeQueueNums',
      head: t('writeQueues'),
      align: 'right',
      width: 110,
      cell: (row) => format.number(row.writeQueueNums),
    },
    {
      id: 'perm',
      head: t('permission'),
      width: 210,
      cell: (row) =>
        canWrite(row) ? (
          row.perm
        ) : (
          <span className="inline-flex items-center gap-1 text-warning">
            <Icon name="warning" size={12} />
            {t('noWrite', { perm: row.perm })}
          </span>
        ),
    },
    {
      id: 'addresses',
      head: t('addresses'),
      width: 280,
      isFlexible: true,
      cell: (row) => (
        <span className="flex flex-wrap gap-x-4 font-mono text-12">
          {row.addresses.map(([brokerId, address]) => (
            <span key={brokerId}>
              <span className="text-fg-3">{brokerId} </span>
              {address}
            </span>
          ))}
        </span>
      ),
    },
  ]
  return (
    <QueryView query={query} what={t('readingRoute')} partialEffect={t('partialEffectRoute')}>
      {({ nameServers, agrees, orderEntry }) => (
        <div className="pt-3">
          {!agrees && <Strip tone="warning">{t('routesDisagree')}</Strip>}
          {groupRoutes(nameServers).map(({ addresses, route }, index, groups) => (
            <Section
              key={addresses.join(' ')}
              title={t('nameServers', { count: addresses.length })}
              count={<span className="font-mono text-12">{addresses.join(', ')}</span>}
              end={groups.length > 1 && <Tag tone="warning">{t('disagrees')}</Tag>}
              className={index === 0 && agrees ? 'mt-0' : 'mt-4'}
            >
              {route.hasRoute ? (
                <PlainTable
                  label={t('routeOf', { addresses: addresses.join(', ') })}
                  columns={columns}
                  rows={routeRows(route)}
                  rowId={(row) => row.brokerName}
                />
              ) : (
                <Empty title={t('noRoute')}>{t('noRouteText')}</Empty>
              )}
            </Section>
          ))}
          <Section title={t('orderEntry')}>
            <KeyValuePanel
              items={[
                {
                  label: 'ORDER_TOPIC_CONFIG',
                  value: orderEntry ?? t('noOrderEntry'),
                  isMono: orderEntry !== null,
                  ...(orderEntry !== null && { copy: orderEntry }),
                },
              ]}
            />
          </Section>
        </div>
      )}
    </QueryView>
  )
}

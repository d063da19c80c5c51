'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import { oneOf } from '#components/data-table/filter-def.ts'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Empty } from '#components/layout/states/empty.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { urlOf } from '#lib/api/call.ts'
import { listBrokersEndpoint } from '#lib/nodes/api.ts'
import type { Broker } from '#lib/nodes/schema.ts'
import { brokerHref } from './broker-href.ts'
import { CvesSection } from './cves-section.tsx'
import { ForgetBrokerDialog } from './forget-broker-dialog.tsx'
import { isOutOfReach } from './node-state.ts'
import { brokersQuery } from './queries.ts'
import { useBrokerColumns } from './use-broker-columns.tsx'

/** The brokers of the last check. One that is gone keeps its row until it is told to forget it. */
export function BrokersTab({ clusterId }: { clusterId: string }) {
  const t = useTranslations('nodes')
  const list = useListUrl({ filters: ['role'] })
  const filter = list.query as Parameters<typeof brokersQuery>[1] // the API refuses a role that there is not, and says so on the page
  const query = useLiveQuery({
    ...brokersQuery(clusterId, filter),
    placeholderData: keepPreviousData,
  })
  const [forgetting, setForgetting] = useState<Broker | null>(null)
  const columns = useBrokerColumns(clusterId, setForgetting)
  const outOfReach = query.data?.items.filter(isOutOfReach) ?? []
  return (
    <>
      <DataTable
        viewId="brokers"
        label={t('tabs.brokers')}
        columns={columns}
        rowId={(row) => `${row.clusterName} ${row.brokerName} ${row.brokerId}`}
        list={list}
        query={query}
        exportUrl={() => urlOf(listBrokersEndpoint, { params: { clusterId }, query: filter })}
        rowHref={(row) => brokerHref(clusterId, row)}
        filters={[oneOf('role', t('role'), ['MASTER', 'SLAVE'], (value) => t(`roleNames.${value}`))]}
        textPlaceholder={t('filterByName')}
        above={outOfReach.length > 0 && <OutOfReach clusterId={clusterId} brokers={outOfReach} />}
        empty={<Empty title={t('noBrokers')}>{t('noBrokersText')}</Empty>}
        what={t('reading')}
        partialEffect={t('partialEffect')}
        rowTone={(row) => (row.isUp === false ? 'gone' : undefined)}
      />
      <CvesSection clusterId={clusterId} />
      {forgetting && (
        <ForgetBrokerDialog clusterId={clusterId} broker={forgetting} onClose={() => setForgetting(null)} />
      )}
    </>
  )
}

function OutOfReach({ clusterId, brokers }: { clusterId: string; brokers: readonly Broker[] }) {
  const t = useTranslations('nodes')
  const names = brokers.map(({ brokerName, announcedAddress }) => `${brokerName} (${announcedAddress})`).join(', ')
  return (
    <Strip
      tone="critical"
      className="mb-2"
      end={
        <Button size="s" href={`/clusters/${clusterId}/settings`}>
          {t('openSettings')}
        </Button>
      }
    >
      <strong className="font-semibold">
        {brokers.length === 1 ? t('notDialable', { names }) : t('notDialableMany', { names })}
      </strong>{' '}
      {t('notDialableAdvice')}
    </Strip>
  )
}

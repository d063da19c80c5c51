'use client'

import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Switch } from '#components/ui/switch.tsx'
import type { Measured } from '#lib/api/endpoint.ts'
import type { ClientCounts } from '#lib/clients/schema.ts'
import { ClientsTable } from './clients-table.tsx'
import { clientsQuery } from './queries.ts'

/** Which processes are connected, with which library, and which of them hang or carry a risk. */
export function ClientsPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('clients')
  const format = useFormat()
  const [include, setInclude] = useQueryState('include', parseAsString)
  // The counts of the whole cluster, whatever the table is filtered by.
  const { data } = useLiveQuery(
    clientsQuery(clusterId, { pageSize: 1, ...(include === 'system' && { include: ['system'] }) }),
  )
  const counts = data?.counts
  const total = counts?.value && counts.value.consumers + counts.value.producers
  const fact = (key: keyof ClientCounts | 'grpc', measured: Measured<number> | undefined) =>
    measured && (
      <span key={key}>
        {t.rich(`facts.${key}`, { count: measured.value ?? 2, n: () => <MeasuredValue key="n" measured={measured} /> })}
      </span>
    )
  const count = (key: keyof ClientCounts) => fact(key, counts && { ...counts, value: counts.value?.[key] ?? null })
  return (
    <>
      <PageHeader
        title={t('title')}
        count={total == null ? undefined : format.number(total)}
        facts={[
          count('consumers'),
          count('producers'),
          fact('grpc', data?.grpcClients),
          count('hung'),
          count('withRisk'),
          data?.sampledAt && (
            <span key="at" className="text-fg-3">
              {t('snapshot', { time: format.time(data.sampledAt, false) })}
            </span>
          ),
        ]}
      />
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-t border-line-1 pt-2 text-12 text-fg-2 print:hidden">
        <span className="text-fg-3">{t('whatIsListed')}</span>
        <Switch
          label={t('includeSystem')}
          checked={include === 'system'}
          onCheckedChange={(isOn) => void setInclude(isOn ? 'system' : null)}
        />
      </div>
      <ClientsTable clusterId={clusterId} />
    </>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Strip } from '#components/ui/strip.tsx'
import { Switch } from '#components/ui/switch.tsx'
import type { Measured } from '#lib/api/endpoint.ts'
import type { ClientCounts } from '#lib/clients/schema.ts'
import { ClientsTable } from './clients-table.tsx'
import { useClientsList } from './use-clients-list.ts'

/** Which processes are connected, with which library, and which of them hang or carry a risk. */
export function ClientsPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('clients')
  const format = useFormat()
  const { list, query } = useClientsList(clusterId)
  const { data } = query
  // Of the whole cluster, whatever the table is filtered by.
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
          checked={list.get('include') === 'system'}
          onCheckedChange={(isOn) => list.set('include', isOn ? 'system' : null)}
        />
      </div>
      {data?.riskRules.error && (
        <Strip tone="warning" className="mt-2">
          {t('rulesUnreadable')} <code className="font-mono text-12">{data.riskRules.error}</code>
        </Strip>
      )}
      <ClientsTable clusterId={clusterId} />
    </>
  )
}

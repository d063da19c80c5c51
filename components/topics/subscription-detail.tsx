'use client'

import { useTranslations } from 'next-intl'
import { clientHref } from '#components/clients/client-href.ts'
import { sdkName } from '#components/clients/sdk-name.ts'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Section } from '#components/layout/section.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { TopicSubscription } from '#lib/topics/schema.ts'

type Client = TopicSubscription['onlineClients'][number]
type Queue = TopicSubscription['queues'][number]

interface SubscriptionDetailProps {
  clusterId: string
  subscription: TopicSubscription
}

/** One group of the topic: what the row had no room for, its clients, its queues. */
export function SubscriptionDetail({ clusterId, subscription }: SubscriptionDetailProps) {
  const t = useTranslations('topics.subscription')
  const format = useFormat()
  const { groupName, onlineClients, queues, consistency, isWrongFit, isOrdered, expression, model } = subscription
  const text = (value: string | null) => value ?? '?'
  const clientColumns: Column<Client>[] = [
    {
      id: 'clientId',
      head: t('client'),
      width: 220,
      isFlexible: true,
      sortValue: (row) => row.clientId,
      cell: ({ clientId }) => (
        <NameCell name={clientId} href={clientHref(clusterId, { clientId, groupName, kind: 'CONSUMER' })} />
      ),
    },
    {
      id: 'expression',
      head: t('ownExpression'),
      width: 180,
      cell: (row) =>
        row.expression === null ? (
          <span className="text-fg-3">?</span>
        ) : (
          <code className="block truncate font-mono text-12" title={row.expression}>
            {row.expressionType} {row.expression}
          </code>
        ),
    },
    { id: 'sdk', head: t('sdk'), width: 110, priority: 2, cell: (row) => sdkName(row) },
    { id: 'protocol', head: t('protocol'), width: 84, priority: 2, cell: (row) => row.protocol },
    { id: 'address', head: t('address'), width: 150, priority: 2, cell: (row) => row.address },
    {
      id: 'queues',
      head: t('queuesOwned'),
      align: 'right',
      width: 72,
      sortValue: (row) => row.queues,
      cell: (row) => (row.queues === null ? '?' : format.number(row.queues)),
    },
  ]
  const offset = (value: bigint | null) => (
    <span className="font-mono text-12">{value === null ? '?' : format.number(value)}</span>
  )
  const queueColumns: Column<Queue>[] = [
    { id: 'brokerName', head: t('broker'), width: 120, isFlexible: true, minWidth: 100, cell: (row) => row.brokerName },
    { id: 'queueId', head: t('queue'), align: 'right', width: 64, cell: (row) => row.queueId },
    {
      id: 'brokerOffset',
      head: t('brokerOffset'),
      align: 'right',
      width: 110,
      cell: (row) => offset(row.brokerOffset),
    },
    {
      id: 'consumerOffset',
      head: t('consumerOffset'),
      align: 'right',
      width: 110,
      cell: (row) => (row.consumerOffset === null && row.brokerOffset !== null ? '–' : offset(row.consumerOffset)),
    },
    {
      id: 'lag',
      head: t('lagOfQueue'),
      align: 'right',
      width: 90,
      sortValue: (row) => row.lag,
      cell: (row) => (row.lag === null ? '?' : format.number(row.lag)),
    },
    {
      id: 'lastConsumedAt',
      head: t('lastConsumed'),
      align: 'right',
      width: 110,
      priority: 2,
      sortValue: (row) => row.lastConsumedAt?.getTime() ?? null,
      cell: (row) => (row.lastConsumedAt ? <Age at={row.lastConsumedAt} /> : '?'),
    },
  ]
  return (
    <div className="min-w-0 py-3 whitespace-normal">
      {consistency === 'INCONSISTENT' && <Strip tone="warning">{t('inconsistentEffect')}</Strip>}
      {isWrongFit && (
        <Strip tone="warning" className="mt-2">
          {t(isOrdered ? 'orderedMisfit' : 'concurrentMisfit')}
        </Strip>
      )}
      <div className="mt-2">
        <KeyValuePanel
          columns={2}
          items={[
            { label: t('expression'), value: text(expression), isMono: true },
            { label: t('consistency'), value: t(`consistencies.${consistency}`) },
            { label: t('inflight'), value: <MeasuredValue measured={subscription.inflight} /> },
            {
              label: t('lastConsumed'),
              value: <MeasuredValue measured={subscription.lastConsumedAt} format={(at) => <Age at={at} />} />,
            },
            {
              label: t('maxRetries'),
              value: subscription.maxRetries === null ? '?' : format.number(subscription.maxRetries),
            },
            { label: t('delivery'), value: isOrdered === null ? '?' : t(isOrdered ? 'ordered' : 'concurrent') },
          ]}
        />
      </div>
      <div className="max-w-[1000px]">
        <Section title={t('clientsOnline')} count={format.number(onlineClients.length)}>
          {onlineClients.length === 0 ? (
            <p className="text-fg-2">{t(subscription.isOnline === null ? 'clientsUnknown' : 'noClient')}</p>
          ) : (
            <PlainTable
              label={t('clientsOnline')}
              density={28}
              columns={clientColumns}
              rows={onlineClients}
              rowId={(row) => row.clientId}
            />
          )}
        </Section>
        <Section title={t('queues')} count={format.number(queues.length)}>
          {queues.length === 0 ? (
            <p className="text-fg-2">{t(model === 'BROADCASTING' ? 'broadcastQueues' : 'queuesUnknown')}</p>
          ) : (
            <PlainTable
              label={t('queues')}
              density={28}
              columns={queueColumns}
              rows={queues}
              rowId={(row) => `${row.brokerName} ${row.queueId}`}
            />
          )}
        </Section>
      </div>
    </div>
  )
}

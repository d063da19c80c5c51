'use client'

import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { FilterBox } from '#components/data-table/filter-box.tsx'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Link } from '#components/ui/link.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { ConfigDifference } from '#lib/nodes/schema.ts'
import { brokerHref } from './broker-href.ts'
import { configDifferencesQuery } from './queries.ts'
import { useConfigMeaning } from './use-key-meanings.ts'

type Row = ConfigDifference['values'][number] & { difference: ConfigDifference }

/** Settings that brokers of one RocketMQ cluster do not have alike: each value, and who has it. */
export function ConfigDifferencesTab({ clusterId }: { clusterId: string }) {
  const t = useTranslations('nodes.differences')
  const [q, setQ] = useQueryState('q', parseAsString.withDefault(''))
  const query = useLiveQuery(configDifferencesQuery(clusterId))
  const meaningOf = useConfigMeaning()
  const columns = useColumns(clusterId)
  return (
    <QueryView query={query}>
      {({ items, brokers, readAt }) => {
        if (items.length === 0) {
          return brokers < 2 ? (
            <Empty title={t('nobody')}>{t('nobodyText')}</Empty>
          ) : (
            <Empty title={t('none')}>{t('noneText')}</Empty>
          )
        }
        const wanted = q.trim().toLowerCase()
        const shown = items.filter((item) => textOf(item).includes(wanted))
        const hasSeveral = new Set(items.map(({ clusterName }) => clusterName)).size > 1
        return (
          <>
            <div className="flex min-h-11 flex-wrap items-center gap-3 py-2 text-12 text-fg-3">
              <FilterBox value={q} onChange={(next) => void setQ(next || null)} placeholder={t('search')} />
              <span role="status">{t('count', { count: shown.length })}</span>
              <span>{t('compared', { count: brokers })}</span>
              {readAt && (
                <span className="ml-auto">
                  <Age at={readAt} />
                </span>
              )}
            </div>
            {shown.length === 0 ? (
              <p className="py-4 text-fg-2">{t('noMatch')}</p>
            ) : (
              <PlainTable
                label={t('table')}
                columns={columns}
                rows={shown.flatMap((difference) => difference.values.map((value) => ({ ...value, difference })))}
                rowId={({ difference, brokers: holders }) =>
                  `${idOf(difference)} ${holders.map(({ brokerName, brokerId }) => `${brokerName}/${brokerId}`).join()}`
                }
                group={({ difference }) => ({
                  key: idOf(difference),
                  head: (
                    <span className="flex min-w-0 items-baseline gap-2">
                      <code className="font-mono text-12">{difference.key}</code>
                      {hasSeveral && <span className="text-12 text-fg-3">{difference.clusterName}</span>}
                      <span className="truncate text-12 font-normal text-fg-2">{meaningOf(difference.key)}</span>
                      {difference.needsRestart && <span className="text-12 font-normal text-fg-3">{t('restart')}</span>}
                    </span>
                  ),
                })}
              />
            )}
          </>
        )
      }}
    </QueryView>
  )
}

const idOf = ({ clusterName, key }: ConfigDifference) => `${clusterName} ${key}`

const textOf = ({ clusterName, key, values }: ConfigDifference) =>
  [clusterName, key, ...values.flatMap(({ value, brokers }) => [value, ...brokers.map(({ brokerName }) => brokerName)])]
    .join(' ')
    .toLowerCase()

function useColumns(clusterId: string): Column<Row>[] {
  const t = useTranslations('nodes.differences')
  const tConfig = useTranslations('nodes.config')
  return [
    {
      id: 'state',
      head: t('state'),
      width: 140,
      cell: ({ isUsual }) =>
        isUsual ? <span className="text-fg-3">{t('usual')}</span> : <StatePill state="warning" label={t('odd')} />,
    },
    {
      id: 'value',
      head: t('value'),
      width: 360,
      cell: ({ value }) =>
        value === null ? (
          <span className="flex items-center gap-1 text-fg-3">
            <Icon name="lock" size={12} />
            {tConfig('redacted')}
          </span>
        ) : (
          <span className="block truncate font-mono text-12" title={value}>
            {value === '' ? <span className="font-sans text-fg-3">{tConfig('empty')}</span> : value}
          </span>
        ),
    },
    {
      id: 'brokers',
      head: t('brokers'),
      isFlexible: true,
      minWidth: 220,
      cell: ({ brokers }) => (
        <span className="block truncate">
          {brokers.map(({ brokerName, brokerId }, index) => (
            <span key={`${brokerName}/${brokerId}`}>
              {index > 0 && ', '}
              <Link href={brokerHref(clusterId, { brokerName, brokerId }, 'config')}>
                {brokerId === 0 ? brokerName : `${brokerName}/${brokerId}`}
              </Link>
            </span>
          ))}
        </span>
      ),
    },
  ]
}

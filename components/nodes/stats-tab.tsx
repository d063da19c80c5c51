'use client'

import { useTranslations } from 'next-intl'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Section } from '#components/layout/section.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import type { TrafficItem, TrafficList } from '#lib/nodes/schema.ts'
import { type BrokerParams, brokerStatsQuery } from './queries.ts'

/** What keeps a broker busy: topics by what is written, groups by what they take. */
export function StatsTab({ broker }: { broker: BrokerParams }) {
  const t = useTranslations('nodes.stats')
  const query = useLiveQuery(brokerStatsQuery(broker))
  return (
    <QueryView query={query}>
      {({ topics, groups }) => (
        <>
          <Traffic clusterId={broker.clusterId} title={t('topics')} traffic={topics} />
          <Traffic clusterId={broker.clusterId} title={t('groups')} traffic={groups} withGroups />
          <p className="mt-3 text-12 text-fg-3">{t('source')}</p>
        </>
      )}
    </QueryView>
  )
}

const notFilled = { value: null, state: 'unknown', at: null, reason: 'NOT_SAMPLED' } as const

interface TrafficProps {
  clusterId: string
  title: string
  traffic: TrafficList
  withGroups?: boolean
}

function Traffic({ clusterId, title, traffic, withGroups = false }: TrafficProps) {
  const t = useTranslations('nodes.stats')
  const tNodes = useTranslations('nodes')
  const format = useFormat()
  const { items, asked, known, reason } = traffic
  const most = items[0]?.tps ?? 0
  const count = (id: 'lastHour' | 'lastDay'): Column<TrafficItem> => ({
    id,
    head: t(id),
    align: 'right',
    width: 120,
    priority: 2,
    sortValue: (row) => row[id],
    cell: (row) => {
      const value = row[id]
      return value === null ? <MeasuredValue measured={notFilled} /> : format.number(value)
    },
  })
  const href = (kind: 'topics' | 'groups', name: string) => `/clusters/${clusterId}/${kind}/${encodeURIComponent(name)}`
  const columns: Column<TrafficItem>[] = [
    ...(withGroups
      ? [
          {
            id: 'groupName',
            head: t('group'),
            isFlexible: true,
            sortValue: (row: TrafficItem) => row.groupName ?? '',
            cell: ({ groupName = '' }: TrafficItem) => <NameCell name={groupName} href={href('groups', groupName)} />,
          },
        ]
      : []),
    {
      id: 'topicName',
      head: t('topic'),
      isFlexible: true,
      sortValue: (row) => row.topicName,
      cell: (row) => <NameCell name={row.topicName} href={href('topics', row.topicName)} />,
    },
    {
      id: 'tps',
      head: t('tps'),
      unit: tNodes('perSecond'),
      align: 'right',
      width: 260,
      sortValue: (row) => row.tps,
      cell: (row) => (
        <span className="grid grid-cols-[minmax(0,1fr)_64px] items-center gap-2">
          <span className="block h-1.5 rounded-[1px] bg-surface-3">
            <span
              style={{ width: `${most > 0 ? (row.tps / most) * 100 : 0}%` }}
              className="block h-full rounded-[1px] bg-heat-4"
            />
          </span>
          <span className="text-right">{format.rate(row.tps)}</span>
        </span>
      ),
    },
    count('lastHour'),
    count('lastDay'),
  ]
  return (
    <Section title={title} count={items.length} end={asked < known ? t('asked', { asked, known }) : null}>
      {items.length === 0 ? (
        <p className="py-2 text-fg-2">{reason === 'NOT_SAMPLED' ? t('notSampled') : t('none')}</p>
      ) : (
        <PlainTable
          label={title}
          columns={columns}
          rows={items}
          rowId={(row) => `${row.topicName} ${row.groupName ?? ''}`}
          initialSort="-tps"
        />
      )}
    </Section>
  )
}

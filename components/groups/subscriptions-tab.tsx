'use client'

import { useTranslations } from 'next-intl'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Section } from '#components/layout/section.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { LagCell } from '#components/monitoring/lag-cell.tsx'
import { topicHref } from '#components/topics/topic-href.ts'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { Group, GroupSubscription, GroupSubscriptions } from '#lib/groups/schema.ts'
import { groupSubscriptionsQuery } from './queries.ts'
import { SubscriptionSets } from './subscription-sets.tsx'
import { type TopicSwitch, topicSwitch } from './topic-switch.ts'

/** What the group subscribes to, and whether its clients agree, each asked now. */
export function SubscriptionsTab({ clusterId, group }: { clusterId: string; group: Group }) {
  const t = useTranslations('groups')
  const format = useFormat()
  const query = useLiveQuery(groupSubscriptionsQuery(clusterId, group.groupName))
  const columns: Column<GroupSubscription>[] = [
    {
      id: 'topicName',
      head: t('topic'),
      width: 260,
      isFlexible: true,
      sortValue: (row) => row.topicName,
      cell: (row) => (
        <NameCell
          name={row.topicName}
          href={topicHref(clusterId, row.topicName)}
          marks={
            <>
              {row.isOnline === false && <Tag>{t('kinds.DEAD_SUBSCRIPTION')}</Tag>}
              {row.isWrongFit && <Tag tone="warning">{t('wrongFit')}</Tag>}
            </>
          }
        />
      ),
    },
    {
      id: 'consistency',
      head: t('consistency'),
      width: 128,
      sortValue: (row) => row.consistency,
      cell: (row) => (
        <span className={row.consistency === 'INCONSISTENT' ? 'text-warning' : 'text-fg-2'}>
          {t(`consistencies.${row.consistency}`)}
        </span>
      ),
    },
    {
      id: 'type',
      head: t('type'),
      width: 64,
      priority: 2,
      sortValue: (row) => row.type,
      cell: ({ type }) => <span className="text-fg-2">{type === null ? '–' : t(`types.${type}`)}</span>,
    },
    {
      id: 'consumption',
      head: t('consumption'),
      width: 108,
      sortValue: (row) => topicSwitch(group, row.topicName)?.state ?? null,
      cell: (row) => <SwitchText value={topicSwitch(group, row.topicName)} />,
    },
    {
      id: 'lag',
      head: t('lagHeadShort'),
      align: 'right',
      width: 180,
      sortValue: (row) => row.lagTimeMs.value ?? (row.lag.value === null ? null : -1),
      cell: (row) => <LagCell lag={row.lag} lagTimeMs={row.lagTimeMs} trend={null} />,
    },
    {
      id: 'expression',
      head: t('expression'),
      width: 200,
      priority: 2,
      cell: (row) => (
        <code className="block truncate font-mono text-12" title={row.expression ?? undefined}>
          {row.expression === null ? '?' : `${row.expressionType} ${row.expression}`}
        </code>
      ),
    },
    {
      id: 'queues',
      head: t('queues'),
      align: 'right',
      width: 76,
      priority: 2,
      sortValue: (row) => row.queues,
      cell: (row) => (row.queues === null ? '?' : format.number(row.queues)),
    },
    {
      id: 'clients',
      head: t('clients'),
      align: 'right',
      width: 76,
      priority: 2,
      sortValue: (row) => row.clients.value,
      cell: (row) => <MeasuredValue measured={row.clients} />,
    },
    {
      id: 'lastConsumedAt',
      head: t('lastConsumed'),
      align: 'right',
      width: 120,
      priority: 2,
      sortValue: (row) => row.lastConsumedAt.value?.getTime() ?? null,
      cell: (row) => <MeasuredValue measured={row.lastConsumedAt} format={(at) => <Age at={at} />} />,
    },
  ]
  return (
    <QueryView query={query} what={t('askingClients')} partialEffect={t('partialEffectClients')}>
      {(data) => (
        <>
          <Verdict data={data} since={group.inconsistentSince} />
          {data.sets.length > 1 && <SubscriptionSets sets={data.sets} />}
          <Section title={t('topics')} count={format.number(data.items.length)}>
            {data.items.length === 0 ? (
              <Empty title={t('noSubscriptions')}>{t('noSubscriptionsText')}</Empty>
            ) : (
              <PlainTable
                label={t('tabs.subscriptions')}
                columns={columns}
                rows={data.items}
                rowId={(row) => row.topicName}
                rowHref={(row) => topicHref(clusterId, row.topicName)}
                rowTone={(row) => (row.isOnline === false ? 'gone' : undefined)}
              />
            )}
          </Section>
        </>
      )}
    </QueryView>
  )
}

/** Do brokers serve the group from the topic? `?` where no broker has a config of the group. */
function SwitchText({ value }: { value: TopicSwitch | null }) {
  const t = useTranslations('groups')
  if (value === null) return <span className="text-fg-3">?</span>
  if (value.state === 'ON') return <span className="text-fg-2">{t('on')}</span>
  const text = value.state === 'OFF' ? t('off') : t('consume.offTagOn', { brokers: value.offOn.join(', ') })
  return (
    <span className="block truncate text-warning" title={text}>
      {text}
    </span>
  )
}

/** Alike or not, in words; where it is not known, why. */
function Verdict({ data, since }: { data: GroupSubscriptions; since: Date | null }) {
  const t = useTranslations('groups')
  const { consistency, reason, unread } = data
  if (consistency === null) {
    return <p className="pt-3 text-fg-2">{t('noClientOnline')}</p>
  }
  if (consistency === 'INCONSISTENT') {
    return (
      <Strip tone="warning" className="mt-3">
        <b className="font-semibold">{t('notAlike')}</b> {t(reason === 'FLIPS' ? 'flipsMeaning' : 'notAlikeEffect')}{' '}
        {since && (
          <span className="text-fg-2">
            {t('since')} <Instant at={since} withMs={false} />
          </span>
        )}
      </Strip>
    )
  }
  if (consistency === 'CONSISTENT') {
    return (
      <p className="flex flex-wrap items-center gap-2 pt-3">
        <StatePill state="ok" label={t('alike')} />
        <span className="text-fg-2">{t('alikeMeaning')}</span>
      </p>
    )
  }
  const counts = {
    grpc: unread.filter((client) => client.reason === 'GRPC').length,
    silent: unread.filter((client) => client.reason === 'NO_ANSWER').length,
  }
  return (
    <Strip tone="unknown" icon="unknown" className="mt-3">
      {t('unknownAlike')} {counts.grpc > 0 && t('grpcNotAsked', { count: counts.grpc })}{' '}
      {counts.silent > 0 && t('clientsSilent', { count: counts.silent })}
    </Strip>
  )
}

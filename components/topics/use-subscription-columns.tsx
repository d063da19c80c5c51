'use client'

import { useTranslations } from 'next-intl'
import type { Column } from '#components/data-table/column.ts'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { groupHref } from '#components/groups/group-href.ts'
import { Age } from '#components/layout/age.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { LagCell } from '#components/monitoring/lag-cell.tsx'
import { useSparklines } from '#components/monitoring/use-sparklines.ts'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { TopicSubscription } from '#lib/topics/schema.ts'

/** Columns of the groups of a topic. The lag of the last hour is drawn for the rows on screen. */
export function useSubscriptionColumns(
  clusterId: string,
  topicName: string,
  rows: readonly TopicSubscription[],
): Column<TopicSubscription>[] {
  const t = useTranslations('topics.subscription')
  const format = useFormat()
  const sparks = useSparklines(
    clusterId,
    'lag',
    'groupTopic',
    rows.map(({ groupName }) => ({ topicName, groupName })),
    ({ groupName = '' }) => groupName,
  )
  return [
    {
      id: 'groupName',
      head: t('group'),
      width: 260,
      isFlexible: true,
      isSortable: true,
      canHide: false,
      cell: (row) => (
        <NameCell
          name={row.groupName}
          href={groupHref(clusterId, row.groupName)}
          marks={row.isWrongFit && <Tag tone="warning">{t('wrongFit')}</Tag>}
        />
      ),
    },
    {
      id: 'isOnline',
      head: t('state'),
      width: 92,
      isSortable: true,
      cell: ({ isOnline }) =>
        isOnline === null ? <span className="text-fg-3">?</span> : <OnlineText isOnline={isOnline} />,
    },
    {
      id: 'lag',
      head: t('lag'),
      align: 'right',
      width: 236,
      isSortable: true,
      cell: (row) => (
        <LagCell
          lag={row.lag}
          lagTimeMs={row.lagTimeMs}
          trend={row.trend}
          spark={{ points: sparks.get(row.groupName) }}
        />
      ),
    },
    {
      id: 'model',
      head: t('mode'),
      width: 136,
      priority: 2,
      cell: ({ model, type }) => (
        <span className="block truncate text-fg-2">
          {model === null ? '?' : t(`models.${model}`)}
          {type !== null && <span className="text-fg-3">, {type}</span>}
        </span>
      ),
    },
    {
      id: 'expression',
      head: t('expression'),
      width: 200,
      priority: 2,
      cell: (row) => <Expression subscription={row} />,
    },
    {
      id: 'clients',
      head: t('clients'),
      align: 'right',
      width: 72,
      isSortable: true,
      priority: 2,
      cell: (row) => <MeasuredValue measured={row.clients} />,
    },
    {
      id: 'inflight',
      head: t('inflight'),
      align: 'right',
      width: 84,
      isSortable: true,
      priority: 2,
      cell: (row) => <MeasuredValue measured={row.inflight} />,
    },
    {
      id: 'lastConsumedAt',
      head: t('lastConsumed'),
      align: 'right',
      width: 116,
      isSortable: true,
      priority: 2,
      cell: (row) => <MeasuredValue measured={row.lastConsumedAt} format={(at) => <Age at={at} />} />,
    },
    {
      id: 'maxRetries',
      head: t('maxRetries'),
      align: 'right',
      width: 84,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: ({ maxRetries }) => (maxRetries === null ? '?' : format.number(maxRetries)),
    },
    {
      id: 'isOrdered',
      head: t('delivery'),
      width: 96,
      priority: 2,
      isHiddenInitially: true,
      cell: ({ isOrdered }) => (isOrdered === null ? '?' : t(isOrdered ? 'ordered' : 'concurrent')),
    },
  ]
}

function OnlineText({ isOnline }: { isOnline: boolean }) {
  const t = useTranslations('topics.subscription')
  if (isOnline) return <StatePill state="ok" label={t('online')} />
  return <span className="text-fg-3">{t('offline')}</span>
}

/** What the group reads of the topic; marked where its clients do not agree. */
function Expression({ subscription }: { subscription: TopicSubscription }) {
  const t = useTranslations('topics.subscription')
  const { expression, expressionType, consistency, isOnline } = subscription
  if (consistency === 'INCONSISTENT') {
    return (
      <Tag tone="warning" className="max-w-full">
        {t('inconsistent')}
      </Tag>
    )
  }
  if (expression === null) return <span className="text-fg-3">{isOnline === false ? '–' : '?'}</span>
  return (
    <code className="block truncate font-mono text-12" title={expression}>
      {expression === '*' ? '*' : `${expressionType} ${expression}`}
    </code>
  )
}

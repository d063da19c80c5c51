'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { useRiskWords } from '#components/clients/use-risk-words.ts'
import type { Column } from '#components/data-table/column.ts'
import { createdAtColumn, labelsColumn, ownerColumn, remarkColumn } from '#components/data-table/metadata-columns.tsx'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { RowMenu } from '#components/data-table/row-menu.tsx'
import { FavouriteMark } from '#components/favourites/favourite-mark.tsx'
import { Age } from '#components/layout/age.tsx'
import { deskHref } from '#components/layout/desk-href.ts'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { BoardLink } from '#components/monitoring/board-link.tsx'
import { LagCell } from '#components/monitoring/lag-cell.tsx'
import { useRowSparkline } from '#components/monitoring/row-sparklines.tsx'
import { topicsOfGroupHref } from '#components/topics/topic-href.ts'
import { Explained } from '#components/ui/explained.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Link } from '#components/ui/link.tsx'
import type { MenuItem } from '#components/ui/menu.tsx'
import type { GroupItem } from '#lib/groups/schema.ts'
import { ConsistencyText } from './consistency-text.tsx'
import { DrainText } from './drain-text.tsx'
import { groupHref } from './group-href.ts'
import { GroupStatePill } from './group-state-pill.tsx'
import { GroupTags } from './group-tags.tsx'
import { RetryPolicyText } from './retry-policy-text.tsx'

interface GroupColumnsOptions {
  clusterId: string
  /** Names without their namespace, once one is chosen. */
  isShort: boolean
  /** The same function for good. */
  menuOf: (group: GroupItem) => MenuItem[]
}

/** Below `RowSparklines` with the lag of the rows. */
export function useGroupColumns({ clusterId, isShort, menuOf }: GroupColumnsOptions): Column<GroupItem>[] {
  const t = useTranslations('groups')
  const format = useFormat()
  return useMemo<Column<GroupItem>[]>(() => {
    const number = { align: 'right', isSortable: true, priority: 2 } as const
    return [
      {
        id: 'state',
        head: t('state'),
        width: 140,
        isSortable: true,
        canHide: false,
        cell: (row) => <GroupStatePill group={row} />,
      },
      {
        id: 'groupName',
        head: t('group'),
        width: 280,
        isFlexible: true,
        minWidth: 216,
        isSortable: true,
        canHide: false,
        cell: (row) => (
          <NameCell
            name={row.shortName}
            prefix={isShort || row.namespace === null ? null : `${row.namespace}%`}
            href={groupHref(clusterId, row.groupName)}
            marks={
              <>
                <FavouriteMark favourite={{ kind: 'group', clusterId, name: row.groupName }} />
                <GroupTags group={row} only="warnings" />
              </>
            }
            facts={<GroupTags group={row} only="facts" />}
          />
        ),
      },
      {
        id: 'namespace',
        head: t('namespace'),
        width: 120,
        isSortable: true,
        priority: 2,
        isHiddenInitially: true,
        cell: (row) => row.namespace ?? '–',
      },
      {
        id: 'lagTimeMs',
        head: t('lagHead'),
        align: 'right',
        width: 238,
        isSortable: true,
        canHide: false,
        cell: (row) => <GroupLag group={row} />,
      },
      {
        id: 'lag',
        head: t('lag'),
        ...number,
        width: 100,
        isHiddenInitially: true,
        cell: (row) => <MeasuredValue measured={row.lag} />,
      },
      { id: 'drainSeconds', head: t('drainsIn'), ...number, width: 82, cell: (row) => <DrainText group={row} /> },
      {
        id: 'ackTps',
        head: t('consumed'),
        unit: t('perSecond'),
        ...number,
        width: 116,
        cell: (row) => <MeasuredValue measured={row.ackTps} format={format.rate} />,
      },
      {
        id: 'retryLag',
        head: t('retryLag'),
        ...number,
        width: 76,
        cell: (row) => <MeasuredValue measured={row.retryLag} />,
      },
      {
        id: 'deadLetters',
        head: t('deadLetters'),
        ...number,
        width: 92,
        cell: (row) =>
          row.deadLetters.value === 0n ? (
            <MeasuredValue measured={row.deadLetters} />
          ) : (
            <Link href={deskHref(clusterId, row.groupName)} tone="plain">
              <MeasuredValue measured={row.deadLetters} />
            </Link>
          ),
      },
      {
        id: 'newDeadLetters24h',
        head: t('newDeadLetters'),
        ...number,
        width: 104,
        isHiddenInitially: true,
        cell: (row) => <MeasuredValue measured={row.newDeadLetters24h} format={format.change} />,
      },
      {
        id: 'clients',
        head: t('clients'),
        ...number,
        width: 70,
        cell: (row) => (
          <Link
            href={groupHref(clusterId, row.groupName, 'clients')}
            tone="plain"
            note={row.clients.value?.total ? t('clientsSplit', row.clients.value) : undefined}
          >
            <MeasuredValue measured={row.clients} format={({ total }) => format.number(total)} />
          </Link>
        ),
      },
      {
        id: 'topics',
        head: t('topics'),
        ...number,
        width: 70,
        isHiddenInitially: true,
        cell: (row) => (
          <Link href={topicsOfGroupHref(clusterId, row.groupName)} tone="plain">
            <MeasuredValue measured={row.topics} />
          </Link>
        ),
      },
      {
        id: 'type',
        head: t('type'),
        width: 64,
        isHiddenInitially: true,
        isSortable: true,
        priority: 2,
        cell: (row) => <span className="text-fg-2">{row.type === null ? '–' : t(`types.${row.type}`)}</span>,
      },
      {
        id: 'model',
        head: t('model'),
        width: 104,
        isSortable: true,
        priority: 2,
        isHiddenInitially: true,
        cell: (row) => <span className="text-fg-2">{row.model === null ? '–' : t(`models.${row.model}`)}</span>,
      },
      {
        id: 'isOrdered',
        head: t('delivery'),
        width: 96,
        isSortable: true,
        priority: 2,
        isHiddenInitially: true,
        cell: ({ isOrdered }) => (
          <span className="text-fg-2">
            {isOrdered === null ? '–' : t(`deliveries.${isOrdered ? 'ORDERED' : 'CONCURRENT'}`)}
          </span>
        ),
      },
      {
        id: 'consumeEnable',
        head: t('consumption'),
        width: 104,
        isSortable: true,
        priority: 2,
        isHiddenInitially: true,
        cell: ({ consumeEnable }) =>
          consumeEnable === null ? (
            '–'
          ) : (
            <span className={consumeEnable ? 'text-fg-2' : 'text-warning'}>{t(consumeEnable ? 'on' : 'off')}</span>
          ),
      },
      {
        id: 'consistency',
        head: t('consistency'),
        width: 128,
        isSortable: true,
        priority: 2,
        cell: (row) => <ConsistencyText group={row} />,
      },
      {
        id: 'deadSubscriptionLag',
        head: t('deadSubscription'),
        ...number,
        width: 128,
        isHiddenInitially: true,
        cell: (row) => <MeasuredValue measured={row.deadSubscriptionLag} />,
      },
      {
        id: 'ready',
        head: t('ready'),
        ...number,
        width: 88,
        isHiddenInitially: true,
        cell: (row) => <MeasuredValue measured={row.ready} />,
      },
      {
        id: 'inflight',
        head: t('inflight'),
        ...number,
        width: 88,
        isHiddenInitially: true,
        cell: (row) => <MeasuredValue measured={row.inflight} />,
      },
      {
        id: 'queueingTimeMs',
        head: t('queueingTime'),
        ...number,
        width: 116,
        isHiddenInitially: true,
        cell: (row) => <MeasuredValue measured={row.queueingTimeMs} format={format.age} />,
      },
      {
        id: 'maxRetries',
        head: t('maxRetries'),
        ...number,
        width: 96,
        isHiddenInitially: true,
        cell: ({ maxRetries }) => (maxRetries === null ? '–' : format.number(maxRetries)),
      },
      {
        id: 'retryPolicy',
        head: t('retryPolicy'),
        width: 160,
        isSortable: true,
        priority: 2,
        isHiddenInitially: true,
        cell: ({ retryPolicy }) => <RetryPolicyText policy={retryPolicy} />,
      },
      {
        id: 'lowestVersion',
        head: t('lowestVersion'),
        width: 116,
        isSortable: true,
        priority: 2,
        isHiddenInitially: true,
        cell: (row) => <LowestVersion group={row} />,
      },
      {
        id: 'lastConsumedAt',
        head: t('lastConsumed'),
        ...number,
        width: 112,
        isHiddenInitially: true,
        cell: (row) => <MeasuredValue measured={row.lastConsumedAt} format={(at) => <Age at={at} />} />,
      },
      remarkColumn(t('remark')),
      ownerColumn(t('owner')),
      labelsColumn(t('labels')),
      createdAtColumn(t('createdAt')),
      {
        id: 'actions',
        head: '',
        align: 'right',
        width: 68,
        canHide: false,
        cell: (row) => (
          <span className="inline-flex items-center">
            <BoardLink clusterId={clusterId} scope="group" name={row.groupName} />
            <RowMenu label={t('actionsOf', { name: row.groupName })} items={() => menuOf(row)} />
          </span>
        ),
      },
    ]
  }, [clusterId, isShort, menuOf, t, format])
}

function GroupLag({ group }: { group: GroupItem }) {
  return <LagCell {...group} spark={{ points: useRowSparkline(group.groupName) }} />
}

/** Marked where a rule has something to say of a client's version. */
function LowestVersion({ group: { lowestVersion, risk } }: { group: GroupItem }) {
  const words = useRiskWords()
  const text = lowestVersion || (lowestVersion === null ? '–' : '?')
  if (!risk) return text
  const { title, advice } = words(risk)
  return (
    <Explained note={`${title} ${advice}`} className="inline-flex items-center gap-1 text-warning">
      {text}
      <Icon name="info" size={12} className="shrink-0" />
    </Explained>
  )
}

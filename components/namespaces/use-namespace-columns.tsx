'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { Column } from '#components/data-table/column.ts'
import { LabelLinks } from '#components/data-table/label-links.tsx'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { RowMenu } from '#components/data-table/row-menu.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { BoardLink } from '#components/monitoring/board-link.tsx'
import { LagCell } from '#components/monitoring/lag-cell.tsx'
import { Link } from '#components/ui/link.tsx'
import type { MenuItem } from '#components/ui/menu.tsx'
import type { Measured } from '#lib/api/endpoint.ts'
import { listHref } from './list-href.ts'
import type { NamespaceRow } from './namespace-rows.ts'
import { NamespaceStatePill } from './namespace-state-pill.tsx'

interface NamespaceColumnsOptions {
  clusterId: string
  /** The last hour of lag, by groupName. */
  sparks: ReadonlyMap<string, readonly (number | null)[]>
  menuOf: (namespace: string) => MenuItem[]
}

export function useNamespaceColumns({ clusterId, sparks, menuOf }: NamespaceColumnsOptions): Column<NamespaceRow>[] {
  const t = useTranslations('namespaces')
  const format = useFormat()
  const number = { align: 'right', isSortable: true } as const
  /** A count that leads to what it counts; the sum of all leads nowhere. */
  const counted = (page: 'topics' | 'groups' | 'clients', { sums, own }: NamespaceRow, measured: Measured<number>) => {
    const value = <MeasuredValue measured={measured} className={own ? undefined : 'font-semibold'} />
    const limit = page === 'topics' ? own?.maxTopics : page === 'groups' ? own?.maxGroups : null
    const leads = own !== null && sums[page].value !== 0
    return (
      <>
        {leads ? (
          <Link href={listHref(clusterId, page, own.namespace)} tone="plain">
            {value}
          </Link>
        ) : (
          value
        )}
        {limit != null && <span className="text-fg-3"> / {format.number(limit)}</span>}
      </>
    )
  }
  const heavy = ({ own }: NamespaceRow) => (own === null ? 'font-semibold' : '')
  const ofOwn = (render: (own: NonNullable<NamespaceRow['own']>) => ReactNode) => (row: NamespaceRow) =>
    row.own && render(row.own)

  return [
    {
      id: 'state',
      head: t('state'),
      width: 128,
      isSortable: true,
      canHide: false,
      cell: ({ sums, own }) => own && <NamespaceStatePill sums={sums} />,
    },
    {
      id: 'namespace',
      head: t('namespace'),
      isFlexible: true,
      minWidth: 160,
      isSortable: true,
      canHide: false,
      cell: ({ own }) =>
        own === null ? (
          <span className="font-semibold">{t('all')}</span>
        ) : own.namespace === null ? (
          <Link href={listHref(clusterId, 'topics', null)} tone="name">
            {t('none')} <span className="font-normal text-fg-3">{t('noPrefix')}</span>
          </Link>
        ) : (
          <NameCell name={own.namespace} href={listHref(clusterId, 'topics', own.namespace)} />
        ),
    },
    {
      id: 'isDeclared',
      head: t('known'),
      width: 76,
      isSortable: true,
      priority: 2,
      cell: ofOwn(({ namespace, isDeclared }) => (
        <span className="text-fg-3">{namespace === null ? '–' : t(isDeclared ? 'declared' : 'found')}</span>
      )),
    },
    { id: 'topics', head: t('topics'), ...number, width: 88, cell: (row) => counted('topics', row, row.sums.topics) },
    { id: 'groups', head: t('groups'), ...number, width: 88, cell: (row) => counted('groups', row, row.sums.groups) },
    {
      id: 'clients',
      head: t('clients'),
      ...number,
      width: 68,
      priority: 2,
      cell: (row) => counted('clients', row, row.sums.clients),
    },
    {
      id: 'lagTimeMs',
      head: t('lagHead'),
      ...number,
      width: 238,
      canHide: false,
      cell: (row) => (
        <span className={heavy(row)}>
          <LagCell
            lag={row.sums.lag}
            lagTimeMs={row.sums.lagTimeMs}
            trend={row.sums.worstLag?.trend ?? null}
            spark={{ points: row.own && row.sums.worstLag ? sparks.get(row.sums.worstLag.groupName) : undefined }}
            {...(row.sums.worstLag && { title: t('worstGroup', { group: row.sums.worstLag.groupName }) })}
          />
        </span>
      ),
    },
    {
      id: 'deadLetters',
      head: t('deadLetters'),
      ...number,
      width: 90,
      priority: 2,
      cell: (row) => <MeasuredValue measured={row.sums.deadLetters} className={heavy(row)} />,
    },
    {
      id: 'newDeadLetters24h',
      head: t('newDeadLetters'),
      ...number,
      width: 104,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => (
        <MeasuredValue measured={row.sums.newDeadLetters24h} format={format.change} className={heavy(row)} />
      ),
    },
    {
      id: 'inTps',
      head: t('in'),
      unit: t('perSecond'),
      ...number,
      width: 80,
      priority: 2,
      cell: (row) => <MeasuredValue measured={row.sums.inTps} format={format.rate} className={heavy(row)} />,
    },
    {
      id: 'outTps',
      head: t('out'),
      unit: t('perSecond'),
      ...number,
      width: 80,
      priority: 2,
      cell: (row) => <MeasuredValue measured={row.sums.outTps} format={format.rate} className={heavy(row)} />,
    },
    {
      id: 'owner',
      head: t('owner'),
      width: 100,
      isSortable: true,
      priority: 2,
      cell: ofOwn(({ owner }) => <span className="block truncate text-fg-2">{owner ?? '–'}</span>),
    },
    {
      id: 'remark',
      head: t('remark'),
      width: 180,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: ofOwn(({ remark }) => <span className="block truncate">{remark ?? '–'}</span>),
    },
    {
      id: 'labels',
      head: t('labels'),
      width: 160,
      priority: 2,
      isHiddenInitially: true,
      cell: ofOwn(({ labels }) => <LabelLinks labels={labels} />),
    },
    {
      id: 'createdAt',
      head: t('createdAt'),
      width: 180,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: ofOwn(({ createdAt }) => (createdAt ? <Instant at={createdAt} withMs={false} /> : '–')),
    },
    {
      id: 'actions',
      head: '',
      align: 'right',
      width: 68,
      canHide: false,
      cell: ofOwn(
        ({ namespace }) =>
          namespace !== null && (
            <span className="inline-flex items-center">
              <BoardLink clusterId={clusterId} scope="namespace" name={namespace} />
              <RowMenu label={t('actionsOf', { name: namespace })} items={menuOf(namespace)} />
            </span>
          ),
      ),
    },
  ]
}

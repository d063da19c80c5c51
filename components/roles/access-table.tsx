'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Segmented } from '#components/ui/segmented.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { urlOf } from '#lib/api/call.ts'
import type { AccessRow } from '#lib/roles/access-schema.ts'
import { getRoleAccessEndpoint } from '#lib/roles/api.ts'
import { DecisionText, EntryText } from './decision-text.tsx'
import { type AccessQuery, roleAccessQuery } from './queries.ts'
import { roleHref } from './role-href.ts'
import { RoleStatePill } from './role-state-pill.tsx'
import { useBrokerWords } from './use-broker-words.ts'

const actions = ['any', 'produce', 'consume'] as const

interface AccessTableProps {
  clusterId: string
  on: 'topic' | 'group'
  name: string
}

/** The roles that may use a topic or group, with the entry that decides. */
export function AccessTable({ clusterId, on, name }: AccessTableProps) {
  const t = useTranslations('roles.access')
  const brokers = useBrokerWords()
  const list = useListUrl({ filters: ['action', 'ip', 'include'], defaultSort: 'roleName' })
  const { page, pageSize, sort, action, ip, include } = list.query
  const filter: AccessQuery = {
    ...{ on, name, page, pageSize },
    ...(sort !== undefined && { sort }),
    ...(action !== undefined && on === 'topic' && { action: action as (typeof actions)[number] }), // the API refuses others
    ...(ip !== undefined && { ip }),
    ...(include === 'denied' && { include: ['denied' as const] }),
  }
  const query = useLiveQuery({ ...roleAccessQuery(clusterId, filter), placeholderData: keepPreviousData })
  const columns = useAccessColumns(clusterId, on)
  const open = query.data?.unprotectedOn ?? []
  return (
    <DataTable
      viewId={`role-access-${on}`}
      label={t('label', { name })}
      columns={columns}
      rowId={(row) => row.roleName}
      list={list}
      query={query}
      exportUrl={() => urlOf(getRoleAccessEndpoint, { params: { clusterId }, query: filter })}
      rowHref={(row) => roleHref(clusterId, row.roleName)}
      filters={[{ key: 'ip', label: t('ip'), kind: 'text', placeholder: '10.1.2.3' }]}
      toolbarStart={
        on === 'topic' && (
          <Segmented
            label={t('action')}
            size="s"
            value={(action as (typeof actions)[number] | undefined) ?? 'any'}
            onValueChange={(value) => list.set('action', value === 'any' ? null : value)}
            options={actions.map((value) => ({ value, label: t(`actions.${value}`) }))}
          />
        )
      }
      toolbarEnd={
        <div className="text-12 text-fg-2">
          <Switch
            label={t('denied')}
            checked={include === 'denied'}
            onCheckedChange={(isOn) => list.set('include', isOn ? 'denied' : null)}
          />
        </div>
      }
      above={
        query.data && (
          <div className="mb-2 grid gap-2 empty:hidden">
            {open.length > 0 && <Strip tone="critical">{t('unprotected', { brokers: brokers.list(open) })}</Strip>}
            {query.data.exists === false && <Strip tone="info">{t('notThere', { name })}</Strip>}
          </div>
        )
      }
      empty={<Empty title={t('nobodyTitle')}>{t('nobodyText')}</Empty>}
      what={t('reading')}
      partialEffect={t('partialEffect')}
    />
  )
}

function useAccessColumns(clusterId: string, on: 'topic' | 'group'): Column<AccessRow>[] {
  const t = useTranslations('roles.access')
  const tRoles = useTranslations('roles')
  const format = useFormat()
  const brokers = useBrokerWords()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow the language, as `t` does
  return useMemo(() => {
    const decision = (key: 'produce' | 'consume'): Column<AccessRow>[] => [
      {
        id: key,
        head: tRoles(key),
        width: 104,
        cell: (row) => <DecisionText decision={row[key]} />,
      },
      {
        id: `${key}Entry`,
        head: t(`${key}Entry`),
        width: 196,
        priority: 2,
        cell: (row) => <EntryText decision={row[key]} />,
      },
    ]
    return [
      {
        id: 'roleName',
        head: tRoles('role'),
        width: 220,
        isFlexible: true,
        minWidth: 160,
        isSortable: true,
        canHide: false,
        cell: (row) => <NameCell name={row.roleName} href={roleHref(clusterId, row.roleName)} />,
      },
      {
        id: 'kind',
        head: tRoles('kind'),
        width: 72,
        isSortable: true,
        priority: 2,
        cell: ({ kind }) => <span className="text-fg-2">{tRoles(`kinds.${kind}`)}</span>,
      },
      {
        id: 'status',
        head: tRoles('status'),
        width: 96,
        isSortable: true,
        priority: 2,
        cell: ({ status }) => <RoleStatePill status={status} />,
      },
      ...(on === 'topic' ? decision('produce') : []),
      ...decision('consume'),
      {
        id: 'differsOn',
        head: t('onBrokers'),
        width: 120,
        priority: 2,
        cell: ({ differsOn }) =>
          differsOn.length === 0 ? (
            <span className="text-fg-2">{t('sameOnAll')}</span>
          ) : (
            <span className="block truncate text-warning" title={brokers.list(differsOn)}>
              {t('otherwiseOn', { brokers: brokers.list(differsOn) })}
            </span>
          ),
      },
      {
        id: 'owner',
        head: tRoles('owner'),
        width: 96,
        isSortable: true,
        priority: 2,
        cell: ({ owner }) => <span className="block truncate">{owner ?? '–'}</span>,
      },
      ...(on === 'group'
        ? [
            {
              id: 'clientsOnline',
              head: t('clientsOnline'),
              align: 'right' as const,
              width: 120,
              isSortable: true,
              cell: ({ clientsOnline }: AccessRow) => (
                <span title={t('clientsHint')}>{clientsOnline === null ? '?' : format.number(clientsOnline)}</span>
              ),
            },
          ]
        : []),
    ]
  }, [clusterId, on, t, tRoles, format])
}

'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { groupHref } from '#components/groups/group-href.ts'
import { Empty } from '#components/layout/states/empty.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { topicHref } from '#components/topics/topic-href.ts'
import { urlOf } from '#lib/api/call.ts'
import type { RoleMayRow } from '#lib/roles/access-schema.ts'
import { getRoleMayEndpoint } from '#lib/roles/api.ts'
import { DecisionText, EntryText } from './decision-text.tsx'
import { type MayQuery, roleMayQuery } from './queries.ts'

/** What a role may do with the topics and groups that there are. */
export function MayTab({ clusterId, roleName }: { clusterId: string; roleName: string }) {
  const t = useTranslations('roles.mayTab')
  const list = useListUrl({ filters: ['on', 'ip', 'include'], defaultSort: 'name' })
  const { page, pageSize, sort, q, on, ip, include } = list.query
  const filter = {
    ...{ page, pageSize },
    ...(sort !== undefined && { sort }),
    ...(q !== undefined && { q }),
    ...(on !== undefined && { on: on.split(',') }),
    ...(ip !== undefined && { ip }),
    ...(include !== undefined && { include: include.split(',') }),
  } as MayQuery // the schema of the endpoint checks each word before anything is sent
  const query = useLiveQuery({ ...roleMayQuery(clusterId, roleName, filter), placeholderData: keepPreviousData })
  const columns = useMayColumns(clusterId)
  return (
    <DataTable
      viewId="role-may"
      label={t('label', { name: roleName })}
      columns={columns}
      rowId={(row) => `${row.kind} ${row.name}`}
      list={list}
      query={query}
      exportUrl={() => urlOf(getRoleMayEndpoint, { params: { clusterId, roleName }, query: filter })}
      textPlaceholder={t('filterByName')}
      filters={[
        {
          key: 'on',
          label: t('on'),
          kind: 'options',
          options: [
            { value: 'topic', label: t('topics') },
            { value: 'group', label: t('groups') },
          ],
        },
        { key: 'ip', label: t('ip'), kind: 'text', placeholder: '10.1.2.3' },
        {
          key: 'include',
          label: t('include'),
          kind: 'options',
          isMultiple: true,
          options: [
            { value: 'denied', label: t('denied') },
            { value: 'system', label: t('system') },
          ],
        },
      ]}
      empty={<Empty title={t('emptyTitle')}>{t('emptyText')}</Empty>}
      what={t('reading')}
      partialEffect={t('partialEffect')}
    />
  )
}

function useMayColumns(clusterId: string): Column<RoleMayRow>[] {
  const t = useTranslations('roles.mayTab')
  const tRoles = useTranslations('roles')
  const tAccess = useTranslations('roles.access')
  return useMemo(
    () => [
      {
        id: 'kind',
        head: t('on'),
        width: 88,
        isSortable: true,
        cell: ({ kind }) => <span className="text-fg-2">{t(`kinds.${kind}`)}</span>,
      },
      {
        id: 'name',
        head: t('name'),
        width: 300,
        isFlexible: true,
        minWidth: 180,
        isSortable: true,
        canHide: false,
        cell: ({ kind, name }) => (
          <NameCell name={name} href={kind === 'topic' ? topicHref(clusterId, name) : groupHref(clusterId, name)} />
        ),
      },
      {
        id: 'produce',
        head: tRoles('produce'),
        width: 128,
        cell: ({ produce }) => <DecisionText decision={produce} />,
      },
      {
        id: 'produceEntry',
        head: tAccess('produceEntry'),
        width: 220,
        priority: 2,
        cell: ({ produce }) => <EntryText decision={produce} />,
      },
      {
        id: 'consume',
        head: tRoles('consume'),
        width: 128,
        cell: ({ consume }) => <DecisionText decision={consume} />,
      },
      {
        id: 'consumeEntry',
        head: tAccess('consumeEntry'),
        width: 220,
        priority: 2,
        cell: ({ consume }) => <EntryText decision={consume} />,
      },
    ],
    [clusterId, t, tRoles, tAccess],
  )
}

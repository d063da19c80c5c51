'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Empty } from '#components/layout/states/empty.tsx'
import { NotSupported } from '#components/layout/states/not-supported.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { useLatest } from '#components/ui/use-latest.ts'
import { urlOf } from '#lib/api/call.ts'
import { listRolesEndpoint } from '#lib/roles/api.ts'
import { AccessControlStrip } from './access-control-strip.tsx'
import { rolesQuery } from './queries.ts'
import { type RoleAction, RoleDialogs } from './role-dialogs.tsx'
import { roleHref, rolesHref } from './role-href.ts'
import { roleFilterKeys, toRolesFilter } from './roles-filter.ts'
import { useRoleAccess } from './use-role-access.ts'
import { useRoleBulk } from './use-role-bulk.tsx'
import { useRoleColumns } from './use-role-columns.tsx'
import { useRoleFilters } from './use-role-filters.ts'
import { useRoleMenu } from './use-role-menu.ts'

/** What all brokers hold, united: who may do what from where, and on which brokers it is not so. */
export function RolesTab({ clusterId, onCreate }: { clusterId: string; onCreate: () => void }) {
  const t = useTranslations('roles')
  const format = useFormat()
  const may = useRoleAccess(clusterId)
  const [action, setAction] = useState<RoleAction | null>(null)
  const list = useListUrl({ filters: roleFilterKeys, defaultSort: 'roleName' })
  const filter = toRolesFilter(list.query)
  const query = useLiveQuery({ ...rolesQuery(clusterId, filter), placeholderData: keepPreviousData })
  const { data } = query
  const menuOf = useLatest(useRoleMenu({ clusterId, onAction: setAction }))
  const onReveal = useCallback((roleName: string) => setAction({ kind: 'secret', roleName }), [])
  const columns = useRoleColumns({ clusterId, menuOf, onReveal, revealReason: may.revealAny })
  const filters = useRoleFilters(data?.owners ?? [])
  const bulk = useRoleBulk({
    clusterId,
    filter,
    total: data?.total,
    onCopy: (roleNames) => setAction({ kind: 'copy', roleNames }),
  })
  const createButton = (
    <Button variant="primary" icon="plus" onClick={onCreate} disabledReason={may.write}>
      {t('createRole')}
    </Button>
  )
  if (data?.state === 'NOT_SUPPORTED' && data.total === 0) {
    return (
      <NotSupported title={t('states.NOT_SUPPORTED')} neededVersion="5.3.0">
        {t('states.notSupportedText')}
      </NotSupported>
    )
  }
  return (
    <>
      <DataTable
        viewId="roles"
        label={t('title')}
        columns={columns}
        rowId={(row) => row.roleName}
        list={list}
        query={query}
        selection={bulk.selection}
        exportUrl={() => urlOf(listRolesEndpoint, { params: { clusterId }, query: filter })}
        rowHref={(row) => roleHref(clusterId, row.roleName)}
        filters={filters}
        textPlaceholder={t('filterByName')}
        toolbarEnd={
          <>
            {data && (
              <span className="text-12 text-fg-3">
                {data.limit.max === null
                  ? t('readAt', { time: format.time(data.readAt, false) })
                  : t('readAtLimit', {
                      time: format.time(data.readAt, false),
                      used: format.number(data.limit.used),
                      max: format.number(data.limit.max),
                    })}
              </span>
            )}
            {bulk.importButton}
          </>
        }
        above={data && <AccessControlStrip clusterId={clusterId} state={data.state} offOn={data.offOn} />}
        empty={
          data?.state === 'ON' || data?.state === 'SOME' || data?.state === 'OFF' ? (
            <Empty title={t('emptyTitle')} actions={createButton}>
              {t('emptyText')}
            </Empty>
          ) : (
            <Empty
              title={t('unknownTitle')}
              actions={
                <Button icon="broker" href={rolesHref(clusterId, 'brokers')}>
                  {t('showBrokers')}
                </Button>
              }
            >
              {t('unknownText')}
            </Empty>
          )
        }
        what={t('reading')}
        partialEffect={t('partialEffect')}
      />
      {bulk.dialogs}
      <RoleDialogs clusterId={clusterId} action={action} onClose={() => setAction(null)} />
    </>
  )
}

'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import { oneOf } from '#components/data-table/filter-def.ts'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { InviteDialog } from '#components/sign-in/invite-dialog.tsx'
import { providersQuery } from '#components/sign-in/queries.ts'
import { Button } from '#components/ui/button.tsx'
import { urlOf } from '#lib/api/call.ts'
import { builtInSets } from '#lib/users/permissions.ts'
import { listUsersEndpoint } from '#lib/users/user-api.ts'
import { type User, UserStatus } from '#lib/users/user-schema.ts'
import { permissionSetsQuery, usersQuery } from './queries.ts'
import { useUserColumns } from './use-user-columns.tsx'
import { UserDrawer } from './user-drawer.tsx'
import { UserFormDialog } from './user-form-dialog.tsx'

/** Who may use this console, and what each of them may do. */
export function UsersPage() {
  const t = useTranslations('users.manage')
  const access = useAccess()
  const clusters = useClusters()
  const providers = useQuery({ ...providersQuery({ pageSize: 200 }), enabled: access.can('sign-in:manage') })
  const columns = useUserColumns()
  const sets = useQuery(permissionSetsQuery())
  const list = useListUrl({ filters: ['status', 'source', 'permissionSet', 'cluster'], defaultSort: 'name' })
  const [openId, setOpenId] = useQueryState('user', parseAsString)
  const [isCreating, setCreating] = useState(false)
  const [inviting, setInviting] = useState<User | null>(null)
  const filter = list.query as Parameters<typeof usersQuery>[0] // what the URL holds is text; the server says what it does not know
  const query = useLiveQuery({
    ...usersQuery(filter),
    placeholderData: keepPreviousData,
  })
  const items = query.data?.items ?? []
  const index = items.findIndex(({ userId }) => userId === openId)
  return (
    <>
      <PageHeader
        title={t('title')}
        count={query.data?.total}
        facts={[t('purpose')]}
        actions={
          <Button
            icon="plus"
            variant="primary"
            disabledReason={access.reason('user:manage')}
            onClick={() => setCreating(true)}
          >
            {t('create')}
          </Button>
        }
      />
      <DataTable
        viewId="users"
        label={t('title')}
        columns={columns}
        rowId={(row) => row.userId}
        list={list}
        query={query}
        exportUrl={() => urlOf(listUsersEndpoint, { query: filter })}
        onOpen={(row) => void setOpenId(row.userId)}
        openId={openId}
        rowTone={(row) => (row.status === 'disabled' ? 'gone' : undefined)}
        textPlaceholder={t('filter')}
        filters={[
          oneOf('status', t('status'), UserStatus.options, (value) => t(`is.${value}`)),
          {
            key: 'source',
            label: t('source'),
            kind: 'options',
            options: [
              { value: 'local', label: t('local') },
              ...(providers.data?.items ?? []).map(({ providerId, name }) => ({ value: providerId, label: name })),
            ],
          },
          {
            key: 'permissionSet',
            label: t('permissionSet'),
            kind: 'options',
            options: (sets.data?.items.map(({ name }) => name) ?? Object.keys(builtInSets)).map((value) => ({
              value,
              label: value,
            })),
          },
          {
            key: 'cluster',
            label: t('cluster'),
            kind: 'options',
            options: clusters.map(({ clusterId, name }) => ({ value: clusterId, label: name })),
          },
        ]}
        empty={<Empty title={t('emptyTitle')}>{t('emptyText')}</Empty>}
        what={t('reading')}
      />
      <UserDrawer
        userId={openId}
        position={
          index < 0
            ? undefined
            : {
                index,
                total: items.length,
                onPrevious: openAt(items[index - 1], setOpenId),
                onNext: openAt(items[index + 1], setOpenId),
              }
        }
        onClose={() => void setOpenId(null)}
      />
      {isCreating && (
        <UserFormDialog
          user={null}
          onClose={() => setCreating(false)}
          onSaved={(user) => {
            void setOpenId(user.userId)
            // Whoever has no password yet needs the link next.
            if (user.status === 'invited') setInviting(user)
          }}
        />
      )}
      {inviting && <InviteDialog user={inviting} onClose={() => setInviting(null)} />}
    </>
  )
}

const openAt = (row: { userId: string } | undefined, open: (userId: string) => unknown) =>
  row && (() => void open(row.userId))

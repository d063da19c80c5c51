'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { oneOf } from '#components/data-table/filter-def.ts'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Instant } from '#components/layout/instant.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Tag } from '#components/ui/tag.tsx'
import { AccessFileNotes } from '#components/users/access-file-notes.tsx'
import { type Provider, ProviderKind } from '#lib/sign-in/schema.ts'
import { ProviderDrawer } from './provider-drawer.tsx'
import { ProviderFormDialog } from './provider-form-dialog.tsx'
import { ProviderStatePill } from './provider-state-pill.tsx'
import { providersQuery } from './queries.ts'

/** Ways to sign in beside local accounts. */
export function ProvidersTab({ isCreating, onCreated }: { isCreating: boolean; onCreated: () => void }) {
  const t = useTranslations('signIn')
  const tSets = useTranslations('users.sets')
  const format = useFormat()
  const list = useListUrl({ filters: ['kind'], defaultSort: 'name' })
  const [openId, setOpenId] = useQueryState('open', parseAsString)
  const filter = list.query as Parameters<typeof providersQuery>[0] // what the URL holds is text; the server says what it does not know
  const query = useLiveQuery({ ...providersQuery(filter), placeholderData: keepPreviousData })
  const columns: Column<Provider>[] = [
    { id: 'state', head: t('state'), width: 112, canHide: false, cell: (row) => <ProviderStatePill provider={row} /> },
    {
      id: 'name',
      head: t('name'),
      isFlexible: true,
      minWidth: 150,
      isSortable: true,
      canHide: false,
      cell: (row) => (
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{row.name}</span>
          {row.isFromFile && <Tag className="shrink-0">{tSets('fromFile')}</Tag>}
        </span>
      ),
    },
    {
      id: 'providerId',
      head: t('id'),
      width: 140,
      priority: 2,
      cell: (row) => <span className="font-mono text-12">{row.providerId}</span>,
    },
    { id: 'kind', head: t('kind'), width: 130, isSortable: true, cell: (row) => t(`kinds.${row.kind}`) },
    { id: 'users', head: t('users'), width: 80, align: 'right', cell: (row) => format.number(row.users) },
    { id: 'rules', head: t('rules'), width: 80, align: 'right', cell: (row) => format.number(row.rules.length) },
    {
      id: 'lastSuccessAt',
      head: t('lastSuccess'),
      width: 130,
      isSortable: true,
      cell: (row) => (row.lastSuccessAt ? <Instant at={row.lastSuccessAt} form="relative" /> : t('never')),
    },
  ]
  return (
    <>
      <AccessFileNotes sections={['providers']} />
      <DataTable
        viewId="sign-in-providers"
        label={t('tab.providers')}
        columns={columns}
        rowId={(row) => row.providerId}
        list={list}
        query={query}
        onOpen={(row) => void setOpenId(row.providerId)}
        openId={openId}
        rowTone={(row) => (row.isEnabled ? undefined : 'gone')}
        textPlaceholder={t('filter')}
        filters={[oneOf('kind', t('kind'), ProviderKind.options, (value) => t(`kinds.${value}`))]}
        empty={<Empty title={t('noProviders')}>{t('noProvidersText')}</Empty>}
        what={t('reading')}
      />
      <ProviderDrawer providerId={openId} onClose={() => void setOpenId(null)} />
      {isCreating && (
        <ProviderFormDialog
          provider={null}
          onClose={onCreated}
          onSaved={(provider) => void setOpenId(provider.providerId)}
        />
      )}
    </>
  )
}

'use client'

import { keepPreviousData, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Instant } from '#components/layout/instant.tsx'
import { Section } from '#components/layout/section.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call, urlOf } from '#lib/api/call.ts'
import { listTokensEndpoint, revokeTokenEndpoint } from '#lib/users/token-api.ts'
import type { Token } from '#lib/users/token-schema.ts'
import { CreateTokenDialog } from './create-token-dialog.tsx'
import { accountKeys, tokensQuery } from './queries.ts'
import { ScopeText } from './scope-text.tsx'

/** API tokens: own ones, or with `all` those of everybody. */
export function TokensTable({ viewId, owner }: { viewId: string; owner: 'me' | 'all' }) {
  const t = useTranslations('users.tokens')
  const toast = useToast()
  const queryClient = useQueryClient()
  const list = useListUrl({ filters: [], defaultSort: '-createdAt' })
  const filter = { ...list.query, owner }
  const query = useLiveQuery({ ...tokensQuery(filter), placeholderData: keepPreviousData })
  const [isCreating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<Token | null>(null)

  const revoke = useMutation({
    mutationFn: (tokenId: string) => call(revokeTokenEndpoint, { params: { tokenId } }),
    onSuccess: () => {
      queryClient.invalidateQueries({ queryKey: accountKeys.tokens })
      toast({ title: t('revoked', { name: revoking?.name ?? '' }) })
      setRevoking(null)
    },
  })

  const columns: Column<Token>[] = [
    {
      id: 'name',
      head: t('name'),
      isSortable: true,
      isFlexible: true,
      minWidth: 140,
      cell: (row) => <span className="font-medium">{row.name}</span>,
    },
    {
      id: 'prefix',
      head: t('token'),
      width: 130,
      cell: (row) => <span className="font-mono text-12">{`${row.prefix}…${row.lastFour}`}</span>,
    },
    ...(owner === 'all'
      ? [
          {
            id: 'owner',
            head: t('owner'),
            width: 150,
            cell: (row: Token) => row.owner?.name ?? t('serviceBy', { name: row.createdBy ?? '?' }),
          },
        ]
      : []),
    { id: 'permissionSet', head: t('permissionSet'), width: 110, cell: (row) => row.permissionSet },
    { id: 'scope', head: t('scope'), width: 150, priority: 2, cell: (row) => <ScopeText scope={row.scope} /> },
    {
      id: 'allowedCidrs',
      head: t('allowedCidrs'),
      width: 150,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => (row.allowedCidrs.length > 0 ? row.allowedCidrs.join(', ') : t('anyAddress')),
    },
    {
      id: 'createdAt',
      head: t('createdAt'),
      width: 160,
      isSortable: true,
      priority: 2,
      cell: (row) => <Instant at={row.createdAt} withMs={false} />,
    },
    {
      id: 'expiresAt',
      head: t('expiresAt'),
      width: 160,
      isSortable: true,
      cell: (row) => <Instant at={row.expiresAt} withMs={false} />,
    },
    {
      id: 'lastUsedAt',
      head: t('lastUsedAt'),
      width: 96,
      isSortable: true,
      cell: (row) => (row.lastUsedAt ? <Instant at={row.lastUsedAt} form="relative" /> : t('never')),
    },
    {
      id: 'lastUsedFrom',
      head: t('lastUsedFrom'),
      width: 130,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => <span className="font-mono text-12">{row.lastUsedFrom ?? '–'}</span>,
    },
    {
      id: 'revoke',
      head: '',
      align: 'right',
      width: 90,
      cell: (row) => (
        <Button size="s" onClick={() => setRevoking(row)}>
          {t('revoke')}
        </Button>
      ),
    },
  ]

  return (
    <Section
      title={owner === 'me' ? t('own') : t('everybody')}
      count={query.data?.total}
      end={
        <Button icon="plus" onClick={() => setCreating(true)}>
          {t('create')}
        </Button>
      }
    >
      <DataTable
        viewId={viewId}
        label={t('label')}
        columns={columns}
        rowId={(row) => row.tokenId}
        list={list}
        query={query}
        exportUrl={() => urlOf(listTokensEndpoint, { query: filter })}
        textPlaceholder={t('filter')}
        empty={<Empty title={t('emptyTitle')}>{t('emptyText')}</Empty>}
        what={t('reading')}
      />
      <CreateTokenDialog open={isCreating} onOpenChange={setCreating} />
      <DangerDialog
        open={revoking !== null}
        onOpenChange={(open) => !open && setRevoking(null)}
        title={t('revokeTitle')}
        preview={<p>{t('revokePreview', { name: revoking?.name ?? '' })}</p>}
        command={null}
        confirmName={revoking?.name ?? ''}
        applyLabel={t('revokeOne')}
        onApply={() => revoking && revoke.mutate(revoking.tokenId)}
        isApplying={revoke.isPending}
        problem={revoke.error && <ProblemStrip error={revoke.error} />}
      />
    </Section>
  )
}

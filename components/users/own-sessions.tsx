'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { Button } from '#components/ui/button.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { call } from '#lib/api/call.ts'
import { endOwnSessionEndpoint } from '#lib/users/account-api.ts'
import type { AccountSession } from '#lib/users/session-schema.ts'
import { describeAgent } from './describe-agent.ts'
import { accountKeys, ownSessionsQuery } from './queries.ts'

export function OwnSessions() {
  const t = useTranslations('users.sessions')
  const queryClient = useQueryClient()
  const sessions = useQuery(ownSessionsQuery())
  const end = useMutation({
    mutationFn: (sessionId: string) => call(endOwnSessionEndpoint, { params: { sessionId } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: accountKeys.sessions }),
  })

  const columns: Column<AccountSession>[] = [
    {
      id: 'agent',
      head: t('device'),
      isFlexible: true,
      cell: (row) => (
        <span className="flex items-center gap-2" title={row.agent ?? undefined}>
          {describeAgent(row.agent) ?? t('unknownDevice')}
          {row.isCurrent && <Tag>{t('thisOne')}</Tag>}
        </span>
      ),
    },
    {
      id: 'address',
      head: t('address'),
      width: 160,
      cell: (row) => <span className="font-mono text-12">{row.address ?? '?'}</span>,
    },
    { id: 'createdAt', head: t('signedInAt'), width: 190, cell: (row) => <Instant at={row.createdAt} /> },
    {
      id: 'lastSeenAt',
      head: t('lastSeenAt'),
      width: 130,
      cell: (row) => <Instant at={row.lastSeenAt} form="relative" />,
    },
    { id: 'expiresAt', head: t('expiresAt'), width: 190, priority: 2, cell: (row) => <Instant at={row.expiresAt} /> },
    {
      id: 'end',
      head: '',
      align: 'right',
      width: 90,
      cell: (row) => (
        <Button
          size="s"
          isBusy={end.isPending && end.variables === row.sessionId}
          disabledReason={row.isCurrent ? t('useSignOut') : undefined}
          onClick={() => end.mutate(row.sessionId)}
        >
          {t('end')}
        </Button>
      ),
    },
  ]
  return (
    <>
      {end.error && <ProblemStrip error={end.error} />}
      <QueryView query={sessions}>
        {(data) => <PlainTable label={t('label')} columns={columns} rows={data.items} rowId={(row) => row.sessionId} />}
      </QueryView>
    </>
  )
}

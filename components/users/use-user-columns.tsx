'use client'

import { useTranslations } from 'next-intl'
import type { Column } from '#components/data-table/data-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { useClock } from '#components/layout/use-clock.ts'
import { useFormat } from '#components/layout/use-format.ts'
import type { Grant } from '#lib/users/grant-schema.ts'
import type { User } from '#lib/users/user-schema.ts'
import { UserStatusPill } from './user-status-pill.tsx'

/** State first, name second, what the person may do next. */
export function useUserColumns(): Column<User>[] {
  const t = useTranslations('users.manage')
  const format = useFormat()
  const nowMs = useClock(60_000)
  const isCurrent = ({ endsAt }: Grant) => !endsAt || nowMs === null || endsAt.getTime() > nowMs
  return [
    {
      id: 'status',
      head: t('status'),
      width: 104,
      canHide: false,
      cell: (row) => <UserStatusPill status={row.status} />,
    },
    {
      id: 'name',
      head: t('name'),
      width: 132,
      isSortable: true,
      canHide: false,
      cell: (row) => <span className="block truncate font-medium">{row.name}</span>,
    },
    {
      id: 'displayName',
      head: t('displayName'),
      width: 140,
      isSortable: true,
      isHiddenInitially: true,
      cell: (row) => <span className="block truncate">{row.displayName}</span>,
    },
    {
      id: 'email',
      head: t('email'),
      width: 190,
      isSortable: true,
      priority: 2,
      cell: (row) => <span className="block truncate">{row.email}</span>,
    },
    { id: 'source', head: t('source'), width: 76, priority: 2, cell: (row) => sourceText(row.source, t) },
    {
      id: 'grants',
      head: t('grants'),
      isFlexible: true,
      minWidth: 130,
      cell: (row) => (
        <span className="block truncate">
          {[...new Set(row.grants.filter(isCurrent).map(({ permissionSet }) => permissionSet))].join(', ') || '–'}
        </span>
      ),
    },
    {
      id: 'providerGroups',
      head: t('providerGroups'),
      width: 150,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => <span className="block truncate">{row.providerGroups.join(', ') || '–'}</span>,
    },
    {
      id: 'lastSignInAt',
      head: t('lastSignIn'),
      width: 104,
      isSortable: true,
      cell: (row) => (row.lastSignInAt ? <Instant at={row.lastSignInAt} form="relative" /> : t('never')),
    },
    {
      id: 'lastAddress',
      head: t('address'),
      width: 130,
      priority: 2,
      cell: (row) => <span className="font-mono text-12">{row.lastAddress ?? (row.lastSignInAt ? '?' : '–')}</span>,
    },
    { id: 'sessions', head: t('sessions'), width: 84, align: 'right', cell: (row) => format.number(row.sessions) },
    { id: 'tokens', head: t('tokens'), width: 72, align: 'right', cell: (row) => format.number(row.tokens) },
    {
      id: 'createdAt',
      head: t('createdAt'),
      width: 160,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: (row) => <Instant at={row.createdAt} withMs={false} />,
    },
  ]
}

/** The console's own accounts are `local`; others are named after their provider. */
const sourceText = (source: string, t: ReturnType<typeof useTranslations<'users.manage'>>) =>
  source === 'local' ? t('local') : source

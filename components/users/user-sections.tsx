'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import type { AccountSession } from '#lib/users/session-schema.ts'
import type { User } from '#lib/users/user-schema.ts'
import { describeAgent } from './describe-agent.ts'
import { GrantsSection } from './grants-section.tsx'
import { userSessionsQuery } from './queries.ts'

/** Facts, grants and sessions of a user, one under the other. */
export function UserSections({ user }: { user: User }) {
  const t = useTranslations('users.manage')
  return (
    <>
      <div className="py-3">
        <KeyValuePanel
          items={[
            { label: t('displayName'), value: user.displayName },
            { label: t('email'), value: user.email, copy: user.email },
            { label: t('source'), value: user.source === 'local' ? t('local') : user.source },
            { label: t('lastSignIn'), value: user.lastSignInAt ? <Instant at={user.lastSignInAt} /> : t('never') },
            { label: t('createdAt'), value: <Instant at={user.createdAt} /> },
            ...(user.source === 'local'
              ? [{ label: t('password'), value: passwordText(user, t) }]
              : [{ label: t('providerGroups'), value: user.providerGroups.join(', ') || t('noGroups'), isMono: true }]),
            ...(user.allowedCidrs.length > 0
              ? [{ label: t('allowedCidrs'), value: user.allowedCidrs.join(', '), isMono: true }]
              : []),
            { label: t('tokens'), value: t('tokenCount', { count: user.tokens }) },
          ]}
        />
      </div>
      <GrantsSection user={user} />
      <SessionsSection user={user} />
    </>
  )
}

function passwordText(user: User, t: ReturnType<typeof useTranslations<'users.manage'>>): string {
  if (user.status === 'invited') return t('notSetYet')
  return user.needsPasswordChange ? t('mustChangeNext') : t('mayKeep')
}

function SessionsSection({ user }: { user: User }) {
  const t = useTranslations('users.sessions')
  const tManage = useTranslations('users.manage')
  const query = useQuery(userSessionsQuery(user.userId))
  const columns: Column<AccountSession>[] = [
    {
      id: 'agent',
      head: t('device'),
      isFlexible: true,
      minWidth: 120,
      cell: ({ agent }) => (
        <span className="block truncate" title={agent ?? undefined}>
          {describeAgent(agent) ?? t('unknownDevice')}
        </span>
      ),
    },
    {
      id: 'address',
      head: t('address'),
      width: 132,
      cell: ({ address }) => <span className="font-mono text-12">{address ?? '?'}</span>,
    },
    {
      id: 'lastSeenAt',
      head: t('lastSeenAt'),
      width: 104,
      cell: ({ lastSeenAt }) => <Instant at={lastSeenAt} form="relative" />,
    },
  ]
  return (
    <DrawerSection title={t('title')} count={query.data?.total}>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-fg-3">{tManage('noSessions')}</p>
          ) : (
            <PlainTable
              label={t('title')}
              density={28}
              columns={columns}
              rows={items}
              rowId={({ sessionId }) => sessionId}
            />
          )
        }
      </QueryView>
    </DrawerSection>
  )
}

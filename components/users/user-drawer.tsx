'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { auditHref } from '#components/audit/audit-href.ts'
import { DeleteDialog } from '#components/layout/delete-dialog.tsx'
import { useSession } from '#components/layout/session-provider.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { InviteDialog } from '#components/sign-in/invite-dialog.tsx'
import { Button } from '#components/ui/button.tsx'
import { Drawer } from '#components/ui/drawer.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { call } from '#lib/api/call.ts'
import { deleteUserEndpoint } from '#lib/users/user-api.ts'
import type { User } from '#lib/users/user-schema.ts'
import { userKeys, userQuery } from './queries.ts'
import { useUserActions } from './use-user-actions.ts'
import { UserFormDialog } from './user-form-dialog.tsx'
import { UserSections } from './user-sections.tsx'
import { UserStatusPill } from './user-status-pill.tsx'

interface UserDrawerProps {
  userId: string | null
  position:
    | { index: number; total: number; onPrevious: (() => void) | undefined; onNext: (() => void) | undefined }
    | undefined
  onClose: () => void
}

/** One person: who they are, what they may do, where they are signed in. */
export function UserDrawer({ userId, position, onClose }: UserDrawerProps) {
  const t = useTranslations('users.manage')
  const query = useQuery({ ...userQuery(userId ?? ''), enabled: userId !== null })
  const [doing, setDoing] = useState<'edit' | 'delete' | 'invite' | null>(null)
  const user = userId === null ? undefined : query.data
  return (
    <>
      <Drawer
        open={userId !== null}
        onClose={onClose}
        title={user?.name ?? t('user')}
        {...(user && { subtitle: <UserStatusPill status={user.status} /> })}
        {...(user && {
          headEnd: <UserActions user={user} onDo={setDoing} />,
        })}
        {...(position && { position })}
        storageKey="user"
      >
        <QueryView query={query}>{(data) => <UserSections key={data.userId} user={data} />}</QueryView>
      </Drawer>
      {user && doing === 'edit' && (
        <UserFormDialog user={user} onClose={() => setDoing(null)} onSaved={() => setDoing(null)} />
      )}
      {user && doing === 'invite' && <InviteDialog user={user} onClose={() => setDoing(null)} />}
      {user && doing === 'delete' && (
        <DeleteDialog
          title={t('deleteTitle')}
          text={t('deletePreview', {
            name: user.name,
            grants: user.grants.filter(({ subject }) => 'userId' in subject).length,
            sessions: user.sessions,
            tokens: user.tokens,
          })}
          confirmName={user.name}
          applyLabel={t('deleteOne')}
          remove={() => call(deleteUserEndpoint, { params: { userId: user.userId } })}
          staleKey={[...userKeys.all, 'list']}
          doneText={t('deleted', { name: user.name })}
          onClose={() => setDoing(null)}
          onDeleted={() => {
            setDoing(null)
            onClose()
          }}
        />
      )}
    </>
  )
}

function UserActions({ user, onDo }: { user: User; onDo: (what: 'edit' | 'delete' | 'invite') => void }) {
  const t = useTranslations('users.manage')
  const access = useAccess()
  const { user: me } = useSession()
  const { setStatus, unlock, endSessions, simulate, error } = useUserActions()
  const lacks = access.reason('user:manage')
  const onSelf = lacks ?? (user.userId === me.userId ? t('notOnSelf') : undefined)
  const isDisabled = user.status === 'disabled'
  return (
    <>
      {error && <ProblemStrip error={error} />}
      <Button size="s" icon="edit" disabledReason={lacks} onClick={() => onDo('edit')}>
        {t('edit')}
      </Button>
      <Menu
        align="end"
        trigger={<IconButton icon="more" label={t('more')} />}
        items={[
          {
            label: isDisabled ? t('enable') : t('disable'),
            hint: isDisabled ? undefined : t('disableHint'),
            icon: isDisabled ? 'play' : 'pause',
            disabledReason: onSelf,
            onSelect: () => setStatus.mutate({ userId: user.userId, status: isDisabled ? 'active' : 'disabled' }),
          },
          {
            label: user.status === 'invited' ? t('invite') : t('resetLink'),
            icon: 'link',
            disabledReason:
              lacks ?? (user.source !== 'local' ? t('notLocal') : isDisabled ? t('disabledNoLink') : undefined),
            onSelect: () => onDo('invite'),
          },
          {
            label: t('unlock'),
            icon: 'key',
            disabledReason: lacks ?? (user.status === 'locked' ? undefined : t('notLocked')),
            onSelect: () => unlock.mutate(user),
          },
          {
            label: t('endSessions', { count: user.sessions }),
            icon: 'stop',
            disabledReason: lacks ?? (user.sessions === 0 ? t('noSessions') : undefined),
            onSelect: () => endSessions.mutate(user),
          },
          {
            label: t('simulate'),
            hint: t('simulateHint'),
            icon: 'eye',
            disabledReason: onSelf ?? (user.status === 'active' ? undefined : t('notActive')),
            onSelect: () => simulate.mutate(user),
          },
          {
            label: t('history'),
            icon: 'clock',
            href: auditHref({ kind: 'user', targetName: user.name }),
            disabledReason: access.reason('audit:read'),
          },
          { separator: true },
          { label: t('delete'), icon: 'trash', isDanger: true, disabledReason: onSelf, onSelect: () => onDo('delete') },
        ]}
      />
    </>
  )
}

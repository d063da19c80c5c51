'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useSession } from '#components/layout/session-provider.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import type { User } from '#lib/users/user-schema.ts'
import { GrantDialog } from './grant-dialog.tsx'
import { GrantsTable } from './grants-table.tsx'
import { SetWords } from './set-words.tsx'

/** What a person may do and where. Rights add up; nothing denies. */
export function GrantsSection({ user }: { user: User }) {
  const t = useTranslations('users.grants')
  const access = useAccess()
  const { user: me } = useSession()
  const [isAdding, setAdding] = useState(false)
  const reason = access.reason('user:manage') ?? (user.userId === me.userId ? t('notOwn') : undefined)
  return (
    <DrawerSection
      title={t('title')}
      count={t('addUp', { count: user.grants.length })}
      end={
        <Button size="s" icon="plus" disabledReason={reason} onClick={() => setAdding(true)}>
          {t('add')}
        </Button>
      }
    >
      {user.grants.length === 0 ? (
        <p className="text-fg-3">{t('none')}</p>
      ) : (
        <GrantsTable grants={user.grants} label={t('title')} nameOf={() => user.name} isOfOne />
      )}
      {[...new Set(user.grants.map(({ permissionSet }) => permissionSet))].map((set) => (
        <SetWords key={set} name={set} />
      ))}
      {isAdding && (
        <GrantDialog subject={{ userId: user.userId, name: user.name }} grant={null} onClose={() => setAdding(false)} />
      )}
    </DrawerSection>
  )
}

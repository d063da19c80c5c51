'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { useSession } from '#components/layout/session-provider.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useClock } from '#components/layout/use-clock.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { deleteGrantEndpoint } from '#lib/users/api.ts'
import type { Grant, User } from '#lib/users/schema.ts'
import { GrantDialog } from './grant-dialog.tsx'
import { userKeys } from './queries.ts'
import { ScopeText } from './scope-text.tsx'
import { SetWords } from './set-words.tsx'

/** What a person may do and where. Rights add up; nothing denies. */
export function GrantsSection({ user }: { user: User }) {
  const t = useTranslations('users.grants')
  const access = useAccess()
  const toast = useToast()
  const queryClient = useQueryClient()
  const { user: me } = useSession()
  const [editing, setEditing] = useState<Grant | 'new' | null>(null)
  const reason = access.reason('user:manage') ?? (user.userId === me.userId ? t('notOwn') : undefined)
  const withdraw = useMutation({
    mutationFn: ({ grantId }: Grant) => call(deleteGrantEndpoint, { params: { grantId } }),
    onSuccess: (_, { permissionSet }) => {
      queryClient.invalidateQueries({ queryKey: userKeys.all })
      toast({ title: t('withdrawn', { set: permissionSet, name: user.name }) })
    },
  })
  const reasonFor = (grant: Grant) =>
    reason ??
    (grant.byRule ? t('byRule', { provider: grant.byRule.providerId, matched: grant.byRule.matched }) : undefined)
  const columns: Column<Grant>[] = [
    {
      id: 'permissionSet',
      head: t('set'),
      width: 92,
      cell: ({ permissionSet }) => <span className="font-medium">{permissionSet}</span>,
    },
    {
      id: 'scope',
      head: t('scope'),
      isFlexible: true,
      minWidth: 140,
      cell: ({ scope, byRule }) => (
        <>
          <ScopeText scope={scope} />
          {byRule && (
            <span className="text-fg-3"> · {t('through', { matched: byRule.matched || byRule.providerId })}</span>
          )}
        </>
      ),
    },
    { id: 'endsAt', head: t('ends'), width: 120, align: 'right', cell: ({ endsAt }) => <GrantEnd endsAt={endsAt} /> },
    {
      id: 'menu',
      head: '',
      width: 44,
      align: 'right',
      cell: (grant) => (
        <Menu
          align="end"
          trigger={<IconButton icon="more" size="s" label={t('actions', { set: grant.permissionSet })} />}
          items={[
            { label: t('change'), icon: 'edit', disabledReason: reasonFor(grant), onSelect: () => setEditing(grant) },
            {
              label: t('withdraw'),
              icon: 'trash',
              isDanger: true,
              disabledReason: reasonFor(grant),
              onSelect: () => withdraw.mutate(grant),
            },
          ]}
        />
      ),
    },
  ]
  return (
    <DrawerSection
      title={t('title')}
      count={t('addUp', { count: user.grants.length })}
      end={
        <Button size="s" icon="plus" disabledReason={reason} onClick={() => setEditing('new')}>
          {t('add')}
        </Button>
      }
    >
      {withdraw.error && <ProblemStrip error={withdraw.error} />}
      {user.grants.length === 0 ? (
        <p className="text-fg-3">{t('none')}</p>
      ) : (
        <PlainTable
          label={t('title')}
          density={28}
          columns={columns}
          rows={user.grants}
          rowId={({ grantId }) => grantId}
        />
      )}
      {[...new Set(user.grants.map(({ permissionSet }) => permissionSet))].map((set) => (
        <SetWords key={set} name={set} />
      ))}
      {editing && (
        <GrantDialog user={user} grant={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </DrawerSection>
  )
}

/** Temporary access counts down. */
function GrantEnd({ endsAt }: { endsAt: Date | undefined }) {
  const t = useTranslations('users.grants')
  const format = useFormat()
  const nowMs = useClock(1_000)
  if (!endsAt) return <span className="text-fg-3">{t('never')}</span>
  const leftMs = endsAt.getTime() - (nowMs ?? endsAt.getTime())
  if (nowMs !== null && leftMs <= 0) return <span className="text-fg-3">{t('ended')}</span>
  return (
    <span className="font-medium text-warning">
      {nowMs === null ? <Instant at={endsAt} withMs={false} /> : t('endsIn', { duration: format.age(leftMs) })}
    </span>
  )
}

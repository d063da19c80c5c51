'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { RowMenu } from '#components/data-table/row-menu.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { useSession } from '#components/layout/session-provider.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useClock } from '#components/layout/use-clock.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { deleteGrantEndpoint } from '#lib/users/grant-api.ts'
import type { Grant } from '#lib/users/grant-schema.ts'
import { GrantDialog } from './grant-dialog.tsx'
import { permissionSetsKey, userKeys } from './queries.ts'
import { ScopeText } from './scope-text.tsx'

interface GrantsTableProps {
  grants: readonly Grant[]
  label: string
  nameOf: (grant: Grant) => string
  /** Where all are of one person, their name is not repeated. */
  isOfOne?: boolean
}

/** Grants with their end, to be changed or withdrawn. */
export function GrantsTable({ grants, label, nameOf, isOfOne = false }: GrantsTableProps) {
  const t = useTranslations('users.grants')
  const tSets = useTranslations('users.sets')
  const access = useAccess()
  const toast = useToast()
  const queryClient = useQueryClient()
  const { user: me } = useSession()
  const [editing, setEditing] = useState<Grant | null>(null)
  const reasonFor = ({ subject, byRule, isFromFile }: Grant) =>
    access.reason('user:manage') ??
    ('userId' in subject && subject.userId === me.userId ? t('notOwn') : undefined) ??
    (isOfOne && 'providerGroup' in subject ? t('ofGroup', { group: subject.providerGroup }) : undefined) ??
    (byRule ? t('byRule', { provider: byRule.providerId, matched: byRule.matched }) : undefined) ??
    (isFromFile ? tSets('changeTheFile') : undefined)
  const withdraw = useMutation({
    mutationFn: ({ grantId }: Grant) => call(deleteGrantEndpoint, { params: { grantId } }),
    onSuccess: (_, grant) => {
      queryClient.invalidateQueries({ queryKey: userKeys.all })
      queryClient.invalidateQueries({ queryKey: permissionSetsKey })
      toast({ title: t('withdrawn', { set: grant.permissionSet, name: nameOf(grant) }) })
    },
  })
  const columns: Column<Grant>[] = [
    ...(isOfOne
      ? []
      : [{ id: 'subject', head: t('who'), width: 160, cell: (grant: Grant) => <span>{nameOf(grant)}</span> }]),
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
      cell: ({ scope, subject, byRule, isFromFile }) => (
        <>
          <ScopeText scope={scope} />
          {isOfOne && 'providerGroup' in subject && (
            <span className="text-fg-3"> · {t('throughGroup', { group: subject.providerGroup })}</span>
          )}
          {byRule && (
            <span className="text-fg-3"> · {t('through', { matched: byRule.matched || byRule.providerId })}</span>
          )}
          {isFromFile && <span className="text-fg-3"> · {tSets('fromFile')}</span>}
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
        <RowMenu
          label={t('actions', { set: grant.permissionSet })}
          items={[
            {
              label: t('change'),
              icon: 'edit',
              disabledReason: reasonFor(grant),
              onSelect: () => setEditing(grant),
            },
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
    <>
      {withdraw.error && <ProblemStrip error={withdraw.error} />}
      <PlainTable label={label} density={28} columns={columns} rows={grants} rowId={({ grantId }) => grantId} />
      {editing && (
        <GrantDialog
          subject={{ ...editing.subject, name: nameOf(editing) }}
          grant={editing}
          onClose={() => setEditing(null)}
        />
      )}
    </>
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

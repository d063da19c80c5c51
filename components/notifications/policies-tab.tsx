'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { DeleteDialog } from '#components/layout/delete-dialog.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { call } from '#lib/api/call.ts'
import { deletePolicyEndpoint, updatePolicyEndpoint } from '#lib/notifications/api.ts'
import type { NoticePolicy } from '#lib/notifications/policy-schema.ts'
import { PolicyFormDialog } from './policy-form-dialog.tsx'
import { notificationKeys, policiesQuery } from './queries.ts'

interface PoliciesTabProps {
  isCreating: boolean
  onCreated: () => void
}

/** Policies in the order in which they are asked. */
export function PoliciesTab({ isCreating, onCreated }: PoliciesTabProps) {
  const t = useTranslations('notifications')
  const access = useAccess()
  const format = useFormat()
  const queryClient = useQueryClient()
  const matchText = useMatchText()
  const query = useLiveQuery(policiesQuery())
  const [editing, setEditing] = useState<NoticePolicy | null>(null)
  const [deleting, setDeleting] = useState<NoticePolicy | null>(null)
  const change = useMutation({
    mutationFn: ({ policy, ...patch }: { policy: NoticePolicy; position?: number; isEnabled?: boolean }) =>
      call(updatePolicyEndpoint, {
        params: { policyId: policy.policyId },
        body: { ...patch, revision: policy.revision },
      }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: notificationKeys.all }),
  })
  const lacks = access.reason('policy:manage')
  const columns: Column<NoticePolicy>[] = [
    {
      id: 'position',
      head: t('order'),
      width: 64,
      align: 'right',
      cell: (row) => format.number(row.position),
    },
    {
      id: 'state',
      head: t('state'),
      width: 108,
      cell: (row) => (
        <StatePill state={row.isEnabled ? 'ok' : 'silenced'} label={t(row.isEnabled ? 'on' : 'is.disabled')} />
      ),
    },
    {
      id: 'name',
      head: t('name'),
      width: 170,
      cell: (row) => <span className="block truncate font-medium">{row.name}</span>,
    },
    {
      id: 'matchers',
      head: t('hears'),
      isFlexible: true,
      minWidth: 180,
      cell: (row) => <span className="block truncate">{matchText(row)}</span>,
    },
    {
      id: 'channels',
      head: t('tab.channels'),
      width: 200,
      cell: (row) => (
        <span className="block truncate">
          {row.channels.length === 0 ? t('noChannelInPolicy') : row.channels.map(({ name }) => name).join(', ')}
        </span>
      ),
    },
    {
      id: 'windows',
      head: t('when'),
      width: 110,
      priority: 2,
      cell: (row) => (row.windows.length === 0 ? t('always') : t('windowCount', { count: row.windows.length })),
    },
    { id: 'goesOn', head: t('then'), width: 90, priority: 2, cell: (row) => (row.goesOn ? t('goesOn') : t('stops')) },
    {
      id: 'actions',
      head: t('actions'),
      width: 72,
      align: 'right',
      cell: (row) => (
        <Menu
          align="end"
          trigger={<IconButton icon="more" label={t('actionsOf', { name: row.name })} />}
          items={() => [
            { label: t('edit'), icon: 'edit', disabledReason: lacks, onSelect: () => setEditing(row) },
            {
              label: t('moveUp'),
              icon: 'up',
              disabledReason: lacks ?? (row.isDefault || row.position === 1 ? t('notFurther') : undefined),
              onSelect: () => change.mutate({ policy: row, position: row.position - 1 }),
            },
            {
              label: t('moveDown'),
              icon: 'down',
              disabledReason:
                lacks ??
                (row.isDefault || row.position >= (query.data?.items.length ?? 0) - 1 ? t('notFurther') : undefined),
              onSelect: () => change.mutate({ policy: row, position: row.position + 1 }),
            },
            {
              label: row.isEnabled ? t('disable') : t('enable'),
              icon: row.isEnabled ? 'pause' : 'play',
              disabledReason: lacks ?? (row.isDefault ? t('defaultStays') : undefined),
              onSelect: () => change.mutate({ policy: row, isEnabled: !row.isEnabled }),
            },
            { separator: true },
            {
              label: t('delete'),
              icon: 'trash',
              isDanger: true,
              disabledReason: lacks ?? (row.isDefault ? t('defaultStays') : undefined),
              onSelect: () => setDeleting(row),
            },
          ]}
        />
      ),
    },
  ]
  return (
    <>
      <p className="py-3 text-fg-3">{t('policiesText')}</p>
      {change.error && <ProblemStrip error={change.error} />}
      <QueryView query={query} what={t('reading')}>
        {(data) => (
          <PlainTable
            label={t('tab.policies')}
            columns={columns}
            rows={data.items}
            rowId={(row) => row.policyId}
            rowTone={(row) => (row.isEnabled ? undefined : 'gone')}
            {...(lacks === undefined && { onOpen: setEditing })}
          />
        )}
      </QueryView>
      {isCreating && <PolicyFormDialog policy={null} onClose={onCreated} />}
      {editing && <PolicyFormDialog policy={editing} onClose={() => setEditing(null)} />}
      {deleting && (
        <DeleteDialog
          title={t('deletePolicy')}
          text={t('deletePolicyText', { name: deleting.name })}
          confirmName={deleting.name}
          applyLabel={t('deleteOnePolicy')}
          remove={() => call(deletePolicyEndpoint, { params: { policyId: deleting.policyId } })}
          staleKey={notificationKeys.all}
          doneText={t('policyDeleted', { name: deleting.name })}
          onClose={() => setDeleting(null)}
          onDeleted={() => setDeleting(null)}
        />
      )}
    </>
  )
}

/** The matchers of a policy in words. */
function useMatchText(): (policy: NoticePolicy) => string {
  const t = useTranslations('notifications')
  const clusters = useClusters()
  return ({ matchers, isDefault }) => {
    const names = new Map(clusters.map(({ clusterId, name }) => [clusterId, name]))
    const parts = [
      matchers.clusterIds.map((id) => names.get(id) ?? id).join(', '),
      matchers.environments.join(', '),
      matchers.minSeverity === 'INFO' ? '' : t('atLeast', { severity: t(`severities.${matchers.minSeverity}`) }),
      Object.entries(matchers.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(', '),
      matchers.owners.join(', '),
      matchers.levels.map((level) => t(`levels.${level}`)).join(', '),
    ].filter(Boolean)
    if (parts.length > 0) return parts.join(' · ')
    return isDefault ? t('whatNobodyHeard') : t('everything')
  }
}

'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { z } from 'zod'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { RowMenu } from '#components/data-table/row-menu.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { Role, RolePolicies } from '#lib/roles/schema.ts'
import { DeletePolicyDialog } from './delete-policy-dialog.tsx'
import { PoliciesJsonDialog } from './policies-json-dialog.tsx'
import { PolicyDialog } from './policy-dialog.tsx'
import { entriesText } from './policy-entries-text.ts'
import { rolePoliciesQuery } from './queries.ts'
import { SourceIpsText } from './source-ips-text.tsx'
import { useBrokerWords } from './use-broker-words.ts'
import { useRoleAccess } from './use-role-access.ts'

type Policies = z.output<typeof RolePolicies>
type Entry = Policies['items'][number]
type Open = { kind: 'edit'; entry: Entry | null } | { kind: 'delete'; entry: Entry } | { kind: 'json' }

/** The policies as brokers hold them, in the order in which they decide; as rows or as JSON. */
export function PoliciesTab({ clusterId, role }: { clusterId: string; role: Role }) {
  const t = useTranslations('roles.policies')
  const may = useRoleAccess(clusterId)
  const query = useLiveQuery(rolePoliciesQuery(clusterId, role.roleName))
  const [view, setView] = useState<'rows' | 'json'>('rows')
  const [open, setOpen] = useState<Open | null>(null)
  const reason = may.change(role)
  const columns = useEntryColumns({
    reason,
    onEdit: (entry) => setOpen({ kind: 'edit', entry }),
    onDelete: (entry) => setOpen({ kind: 'delete', entry }),
  })
  const close = () => setOpen(null)
  return (
    <QueryView query={query} what={t('reading')} partialEffect={t('partialEffect')}>
      {({ items, revision }) => (
        <>
          <div className="flex min-h-11 flex-wrap items-center gap-3 py-2">
            <Segmented
              label={t('view')}
              size="s"
              value={view}
              onValueChange={setView}
              options={[
                { value: 'rows', label: t('rows') },
                { value: 'json', label: 'JSON' },
              ]}
            />
            <span className="text-12 text-fg-3">{t('count', { count: items.length })}</span>
            <div className="ml-auto flex gap-2">
              <Button size="s" icon="edit" onClick={() => setOpen({ kind: 'json' })} disabledReason={reason}>
                {t('editJson')}
              </Button>
              <Button
                size="s"
                icon="plus"
                onClick={() => setOpen({ kind: 'edit', entry: null })}
                disabledReason={reason}
              >
                {t('add')}
              </Button>
            </div>
          </div>
          {role.kind === 'Super' && (
            <Strip tone="info" className="mb-2">
              {t('superText')}
            </Strip>
          )}
          {items.length === 0 ? (
            <Empty title={t('emptyTitle')}>{t('emptyText')}</Empty>
          ) : view === 'rows' ? (
            <PlainTable
              label={t('label', { name: role.roleName })}
              columns={columns}
              rows={items}
              rowId={(entry) =>
                `${entry.policyType} ${entry.resource} ${entry.brokers.map(({ address }) => address).join()}`
              }
            />
          ) : (
            <CodeBlock label={t('label', { name: role.roleName })} copy={entriesText(items)} copyLabel={t('copyJson')}>
              {entriesText(items)}
            </CodeBlock>
          )}
          <div className="mt-3 max-w-[72ch]">
            <Disclosure label={t('order')}>
              <ol className="grid list-decimal gap-1 pl-5 text-fg-2">
                {(['first', 'second', 'third', 'fourth', 'fifth'] as const).map((key) => (
                  <li key={key}>{t(`orderLines.${key}`)}</li>
                ))}
              </ol>
            </Disclosure>
          </div>
          {open?.kind === 'edit' && (
            <PolicyDialog
              clusterId={clusterId}
              roleName={role.roleName}
              entry={open.entry}
              revision={revision}
              onClose={close}
            />
          )}
          {open?.kind === 'json' && (
            <PoliciesJsonDialog
              clusterId={clusterId}
              roleName={role.roleName}
              initial={entriesText(items)}
              revision={revision}
              onClose={close}
            />
          )}
          {open?.kind === 'delete' && (
            <DeletePolicyDialog clusterId={clusterId} roleName={role.roleName} entry={open.entry} onClose={close} />
          )}
        </>
      )}
    </QueryView>
  )
}

interface EntryColumnsOptions {
  reason: string | undefined
  onEdit: (entry: Entry) => void
  onDelete: (entry: Entry) => void
}

function useEntryColumns({ reason, onEdit, onDelete }: EntryColumnsOptions): Column<Entry>[] {
  const t = useTranslations('roles.policies')
  const brokers = useBrokerWords()
  return [
    { id: 'policyType', head: t('policyType'), width: 92, cell: ({ policyType }) => policyType },
    {
      id: 'resource',
      head: t('resource'),
      width: 260,
      isFlexible: true,
      minWidth: 160,
      cell: ({ resource }) => (
        <span className="block truncate font-mono text-12" title={resource}>
          {resource}
        </span>
      ),
    },
    {
      id: 'decision',
      head: t('decision'),
      width: 84,
      cell: ({ decision }) => <span className={decision === 'Deny' ? 'font-medium' : 'text-fg-2'}>{decision}</span>,
    },
    {
      id: 'actions',
      head: t('actions'),
      width: 152,
      cell: ({ actions }) => (
        <span className="block truncate" title={actions.join(', ')}>
          {actions.join(', ')}
        </span>
      ),
    },
    {
      id: 'sourceIps',
      head: t('sourceIps'),
      width: 168,
      priority: 2,
      cell: ({ sourceIps }) => <SourceIpsText sourceIps={sourceIps} isAny={sourceIps.length === 0} />,
    },
    {
      id: 'brokers',
      head: t('brokers'),
      width: 200,
      priority: 2,
      cell: ({ brokers: holders, isOnAll }) =>
        isOnAll ? (
          <span className="text-fg-2">{t('onAll')}</span>
        ) : (
          <span className="block truncate text-warning" title={brokers.list(holders)}>
            {t('onlyOn', { brokers: brokers.list(holders) })}
          </span>
        ),
    },
    {
      id: 'menu',
      head: '',
      align: 'right',
      width: 40,
      cell: (entry) => (
        <RowMenu
          label={t('actionsOf', { resource: entry.resource })}
          items={[
            { label: t('edit'), icon: 'edit', onSelect: () => onEdit(entry), disabledReason: reason },
            { label: t('delete'), icon: 'trash', onSelect: () => onDelete(entry), disabledReason: reason },
          ]}
        />
      ),
    },
  ]
}

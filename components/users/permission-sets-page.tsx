'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { auditHref } from '#components/audit/audit-href.ts'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { RowMenu } from '#components/data-table/row-menu.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Section } from '#components/layout/section.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { deletePermissionSetEndpoint } from '#lib/users/permission-set-api.ts'
import type { PermissionSet } from '#lib/users/permission-set-schema.ts'
import { AccessFileNotes } from './access-file-notes.tsx'
import { AllGrants } from './all-grants.tsx'
import { ExplainForm } from './explain-form.tsx'
import { PermissionSetDialog } from './permission-set-dialog.tsx'
import { permissionSetsKey, permissionSetsQuery } from './queries.ts'
import { SetWords } from './set-words.tsx'

/** Named lists of permissions, who holds them where, and why somebody may do something or not. */
export function PermissionSetsPage() {
  const t = useTranslations('users.sets')
  const access = useAccess()
  const sets = useQuery(permissionSetsQuery())
  const mayGrant = access.can('user:manage')
  return (
    <>
      <PageHeader title={t('title')} count={sets.data?.total} facts={[t('purpose')]} />
      <AccessFileNotes sections={['permissionSets', 'grants']} />
      <div className="grid gap-6">
        <QueryView query={sets}>{(data) => <SetsTable sets={data.items} />}</QueryView>
        {mayGrant && <AllGrants />}
        <Section title={t('explain')}>
          <ExplainForm forOthers={mayGrant} />
        </Section>
      </div>
    </>
  )
}

function SetsTable({ sets }: { sets: readonly PermissionSet[] }) {
  const t = useTranslations('users.sets')
  const access = useAccess()
  const toast = useToast()
  const queryClient = useQueryClient()
  const [doing, setDoing] = useState<{ set: PermissionSet; isCopy: boolean } | null>(null)
  const lacks = access.reason('permission-set:manage')
  const remove = useMutation({
    mutationFn: ({ name }: PermissionSet) => call(deletePermissionSetEndpoint, { params: { name } }),
    onSuccess: (_, { name }) => {
      queryClient.invalidateQueries({ queryKey: permissionSetsKey })
      toast({ title: t('deleted', { name }) })
    },
  })
  const whyItStays = ({ isBuiltIn, isFromFile }: PermissionSet) =>
    isBuiltIn ? t('staysAsItIs') : isFromFile ? t('changeTheFile') : undefined
  const columns: Column<PermissionSet>[] = [
    {
      id: 'name',
      head: t('name'),
      width: 160,
      cell: ({ name }) => <span className="font-medium">{name}</span>,
    },
    { id: 'words', head: t('allows'), isFlexible: true, minWidth: 220, cell: ({ name }) => <SetWords name={name} /> },
    {
      id: 'kind',
      head: t('kind'),
      width: 120,
      cell: ({ isBuiltIn, isFromFile, createdBy }) =>
        isBuiltIn ? t('builtIn') : isFromFile ? t('fromFile') : t('own', { name: createdBy ?? '' }),
    },
    {
      id: 'grants',
      head: t('uses'),
      width: 88,
      align: 'right',
      cell: ({ grants }) => grants ?? <span className="text-fg-3">{t('notSaid')}</span>,
    },
    {
      id: 'menu',
      head: '',
      width: 44,
      align: 'right',
      cell: (set) => (
        <RowMenu
          label={t('actions', { name: set.name })}
          items={[
            { label: t('copy'), icon: 'copy', disabledReason: lacks, onSelect: () => setDoing({ set, isCopy: true }) },
            {
              label: t('change'),
              icon: 'edit',
              disabledReason: lacks ?? whyItStays(set),
              onSelect: () => setDoing({ set, isCopy: false }),
            },
            {
              label: t('history'),
              icon: 'clock',
              href: auditHref({ kind: 'permission-set', targetName: set.name }),
              disabledReason: access.reason('audit:read') ?? (set.isBuiltIn ? t('staysAsItIs') : undefined),
            },
            {
              label: t('delete'),
              icon: 'trash',
              isDanger: true,
              disabledReason: lacks ?? whyItStays(set) ?? ((set.grants ?? 0) > 0 ? t('inUse') : undefined),
              onSelect: () => remove.mutate(set),
            },
          ]}
        />
      ),
    },
  ]
  return (
    <>
      {remove.error && <ProblemStrip error={remove.error} />}
      <PlainTable label={t('title')} columns={columns} rows={sets} rowId={({ name }) => name} />
      {doing && <PermissionSetDialog {...doing} onClose={() => setDoing(null)} />}
    </>
  )
}

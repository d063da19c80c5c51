'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { useFormat } from '#components/layout/use-format.ts'

interface SeenGroup {
  group: string
  users?: number
  permissionSets: readonly string[]
}

/** Groups with what they map to; one that maps to nothing is shown as that. */
export function SeenGroups({ groups, empty }: { groups: readonly SeenGroup[]; empty: string }) {
  const t = useTranslations('signIn')
  const format = useFormat()
  if (groups.length === 0) return <p className="text-fg-3">{empty}</p>
  const columns: Column<SeenGroup>[] = [
    {
      id: 'group',
      head: t('group'),
      isFlexible: true,
      minWidth: 140,
      cell: ({ group }) => (
        <span className="block truncate font-mono text-12" title={group}>
          {group}
        </span>
      ),
    },
    ...(groups[0]?.users === undefined
      ? []
      : [
          {
            id: 'users',
            head: t('users'),
            width: 70,
            align: 'right' as const,
            cell: ({ users = 0 }: SeenGroup) => format.number(users),
          },
        ]),
    {
      id: 'sets',
      head: t('mapsTo'),
      width: 190,
      cell: ({ permissionSets }) =>
        permissionSets.length > 0 ? (
          <span className="block truncate font-medium">{permissionSets.join(', ')}</span>
        ) : (
          <span className="text-warning">{t('unmapped')}</span>
        ),
    },
  ]
  return <PlainTable label={t('groups')} density={28} columns={columns} rows={groups} rowId={({ group }) => group} />
}

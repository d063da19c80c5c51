'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Button } from '#components/ui/button.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { Role, RoleOnBroker } from '#lib/roles/schema.ts'
import { brokerRoleStates } from './on-brokers-text.tsx'
import { useRoleAccess } from './use-role-access.ts'
import { useRoleWords } from './use-role-words.ts'

interface RoleBrokersTabProps {
  clusterId: string
  role: Role
  onRepair: () => void
}

/** One role on every broker, slaves included. */
export function RoleBrokersTab({ clusterId, role, onRepair }: RoleBrokersTabProps) {
  const t = useTranslations('roles.differences')
  const may = useRoleAccess(clusterId)
  const words = useRoleWords()
  const columns: Column<RoleOnBroker>[] = [
    {
      id: 'broker',
      head: t('broker'),
      width: 200,
      cell: (row) => (
        <span className="block truncate font-medium" title={row.address}>
          {words.brokers.one(row)}
        </span>
      ),
    },
    {
      id: 'state',
      head: t('state'),
      width: 160,
      cell: ({ state }) => <StatePill state={brokerRoleStates[state]} label={t(`states.${state}`)} />,
    },
    {
      id: 'what',
      head: t('what'),
      isFlexible: true,
      minWidth: 240,
      cell: ({ differences }) =>
        differences.length === 0 ? (
          <span className="text-fg-3">–</span>
        ) : (
          <ul className="py-1">
            {differences.map((difference) => (
              <li key={`${difference.field} ${difference.policyType} ${difference.resource}`}>
                {words.difference(difference)}
              </li>
            ))}
          </ul>
        ),
    },
  ]
  return (
    <>
      <div className="flex min-h-11 flex-wrap items-center gap-3 py-2">
        <p className="max-w-[72ch] text-12 text-fg-3">{t('text')}</p>
        <Button
          size="s"
          icon="diff"
          className="ml-auto"
          onClick={onRepair}
          disabledReason={may.change(role) ?? (role.differsOn.length === 0 ? t('isAlike') : undefined)}
        >
          {t('repair')}
        </Button>
      </div>
      <PlainTable label={t('brokers')} columns={columns} rows={role.brokers} rowId={({ address }) => address} />
    </>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import type { Selection } from '#components/data-table/data-table.tsx'
import { ImportDialog } from '#components/jobs/import-dialog.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import type { RoleItem, RoleStatus } from '#lib/roles/schema.ts'
import { BatchRolesDialog, type RoleBatchScope } from './batch-roles-dialog.tsx'
import type { RolesFilter } from './queries.ts'
import { useRoleAccess } from './use-role-access.ts'

interface RoleBulkOptions {
  clusterId: string
  /** What the list is narrowed to, for an action on all of it; its page and order do not count. */
  filter: RolesFilter
  /** Of the filter; undefined while it is read. */
  total: number | undefined
  onCopy: (roleNames: string[]) => void
}

/** Bulk actions of the list of roles: selection, the bar's buttons, and their dialogs. */
export function useRoleBulk({ clusterId, filter, total, onCopy }: RoleBulkOptions): {
  selection: Selection<RoleItem>
  importButton: ReactNode
  dialogs: ReactNode
} {
  const t = useTranslations('roles.bulk')
  const format = useFormat()
  const may = useRoleAccess(clusterId)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [isAll, setAll] = useState(false)
  const [open, setOpen] = useState<RoleStatus | 'import' | null>(null)
  const { page: _page, pageSize: _pageSize, sort: _sort, ...narrowed } = filter
  const scope: RoleBatchScope =
    isAll && total !== undefined
      ? { kind: 'filter', filter: narrowed, count: total }
      : { kind: 'names', names: [...selected] }
  const change = (next: ReadonlySet<string>) => {
    setSelected(next)
    setAll(false)
  }
  return {
    selection: {
      selected,
      onChange: change,
      label: (count) => t('selected', { count: isAll && total !== undefined ? total : count }),
      actions: (
        <>
          {!isAll && total !== undefined && total > selected.size && (
            <Button size="s" onClick={() => setAll(true)}>
              {t('selectAllOf', { count: format.number(total) })}
            </Button>
          )}
          <Button size="s" icon="pause" onClick={() => setOpen('disabled')} disabledReason={may.write}>
            {t('disable')}
          </Button>
          <Button size="s" icon="play" onClick={() => setOpen('enabled')} disabledReason={may.write}>
            {t('enable')}
          </Button>
          <Button
            size="s"
            icon="broker"
            onClick={() => onCopy([...selected])}
            disabledReason={may.write ?? (isAll ? t('copyNotAll') : undefined)}
          >
            {t('copy')}
          </Button>
        </>
      ),
    },
    importButton: (
      <Button icon="table" onClick={() => setOpen('import')} disabledReason={may.write}>
        {t('import')}
      </Button>
    ),
    dialogs: (
      <>
        {(open === 'disabled' || open === 'enabled') && (
          <BatchRolesDialog
            clusterId={clusterId}
            scope={scope}
            status={open}
            onClose={(isStarted) => {
              setOpen(null)
              if (isStarted) change(new Set())
            }}
          />
        )}
        {open === 'import' && (
          <ImportDialog clusterId={clusterId} things="roles" source="/roles" onClose={() => setOpen(null)} />
        )}
      </>
    ),
  }
}

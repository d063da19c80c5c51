'use client'

import { useTranslations } from 'next-intl'
import { ImpactList } from '#components/ui/impact-list.tsx'
import { call } from '#lib/api/call.ts'
import { setRoleStatusEndpoint } from '#lib/roles/api.ts'
import type { RoleStatus } from '#lib/roles/schema.ts'
import { RoleWriteDialog } from './role-write-dialog.tsx'

interface StatusDialogProps {
  clusterId: string
  roleName: string
  /** What it will be. */
  status: RoleStatus
  onClose: () => void
}

/** A role is stopped, or works again; both can be taken back. */
export function StatusDialog({ clusterId, roleName, status, onClose }: StatusDialogProps) {
  const t = useTranslations('roles')
  const word = status === 'disabled' ? 'disable' : 'enable'
  return (
    <RoleWriteDialog
      clusterId={clusterId}
      roleName={roleName}
      title={t(`${word}.title`, { name: roleName })}
      submitLabel={t(`${word}.submit`)}
      send={({ dryRun }) =>
        call(setRoleStatusEndpoint, { params: { clusterId, roleName }, query: { dryRun }, body: { status } })
      }
      says={
        <ImpactList
          items={[
            { kind: status === 'disabled' ? 'warning' : 'info', text: t(`${word}.effect`) },
            { kind: 'undo', text: t(`${word}.undo`) },
          ]}
        />
      }
      onClose={onClose}
    />
  )
}

'use client'

import type { RoleStatus } from '#lib/roles/schema.ts'
import { CopyRolesDialog } from './copy-roles-dialog.tsx'
import { DeleteRoleDialog } from './delete-role-dialog.tsx'
import { EditRoleDialog } from './edit-role-dialog.tsx'
import { RepairRolesDialog } from './repair-roles-dialog.tsx'
import { RotateRoleDialog } from './rotate-role-dialog.tsx'
import { SecretDialog } from './secret-dialog.tsx'
import { StatusDialog } from './status-dialog.tsx'

/** What a dialog is open for. */
export type RoleAction =
  | { kind: 'edit' | 'rotate' | 'delete' | 'secret'; roleName: string }
  | { kind: 'status'; roleName: string; status: RoleStatus }
  | { kind: 'copy' | 'repair'; roleNames: readonly string[] }
  | { kind: 'copyAll' }

interface RoleDialogsProps {
  clusterId: string
  action: RoleAction | null
  /** @param isDeleted the role may be gone */
  onClose: (isDeleted: boolean) => void
}

/** The dialog of what was chosen in a role's menu. */
export function RoleDialogs({ clusterId, action, onClose }: RoleDialogsProps) {
  if (action === null) return null
  const close = () => onClose(false)
  switch (action.kind) {
    case 'edit':
      return <EditRoleDialog clusterId={clusterId} roleName={action.roleName} onClose={close} />
    case 'status':
      return <StatusDialog clusterId={clusterId} roleName={action.roleName} status={action.status} onClose={close} />
    case 'rotate':
      return <RotateRoleDialog clusterId={clusterId} roleName={action.roleName} onClose={close} />
    case 'secret':
      return <SecretDialog clusterId={clusterId} roleName={action.roleName} onClose={close} />
    case 'copy':
      return <CopyRolesDialog clusterId={clusterId} roleNames={action.roleNames} onClose={close} />
    case 'copyAll':
      return <CopyRolesDialog clusterId={clusterId} roleNames={null} onClose={close} />
    case 'repair':
      return <RepairRolesDialog clusterId={clusterId} roleNames={action.roleNames} onClose={close} />
    case 'delete':
      return <DeleteRoleDialog clusterId={clusterId} roleName={action.roleName} onClose={onClose} />
  }
}

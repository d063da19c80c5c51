'use client'

import { ConsumeDialog } from './consume-dialog.tsx'
import { DeleteGroupDialog } from './delete-group-dialog.tsx'
import { EditGroupDialog } from './edit-group-dialog.tsx'
import { LabelsDialog } from './labels-dialog.tsx'

/** What a dialog is open for. */
export type GroupAction =
  | { kind: 'edit'; groupName: string }
  | { kind: 'labels'; groupName: string }
  | { kind: 'consume'; groupName: string; enabled: boolean }
  | { kind: 'delete'; groupName: string }

interface GroupDialogsProps {
  clusterId: string
  action: GroupAction | null
  /** @param isDeleted the group may be gone */
  onClose: (isDeleted: boolean) => void
}

/** The dialog of what was chosen in a group's menu. */
export function GroupDialogs({ clusterId, action, onClose }: GroupDialogsProps) {
  if (action === null) return null
  const { groupName } = action
  switch (action.kind) {
    case 'edit':
      return <EditGroupDialog clusterId={clusterId} groupName={groupName} onClose={() => onClose(false)} />
    case 'labels':
      return <LabelsDialog clusterId={clusterId} groupName={groupName} onClose={() => onClose(false)} />
    case 'consume':
      return (
        <ConsumeDialog
          clusterId={clusterId}
          groupName={groupName}
          enabled={action.enabled}
          onClose={() => onClose(false)}
        />
      )
    case 'delete':
      return <DeleteGroupDialog clusterId={clusterId} groupName={groupName} onClose={onClose} />
  }
}

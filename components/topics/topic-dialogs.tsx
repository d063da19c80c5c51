'use client'

import { DeclareTypeDialog } from './declare-type-dialog.tsx'
import { DeleteTopicDialog } from './delete-topic-dialog.tsx'
import { EditTopicDialog } from './edit-topic-dialog.tsx'
import { ShrinkTopicDialog } from './shrink-topic-dialog.tsx'

export type TopicDialogKind = 'edit' | 'adopt' | 'declareType' | 'shrink' | 'delete'

export interface OpenTopicDialog {
  kind: TopicDialogKind
  topicName: string
}

interface TopicDialogsProps {
  clusterId: string
  /** Null: none is open. */
  open: OpenTopicDialog | null
  onClose: () => void
  /** The topic was deleted to the end. */
  onGone?: () => void
}

/** The dialogs that change one topic, for its page and for the list. */
export function TopicDialogs({ clusterId, open, onClose, onGone }: TopicDialogsProps) {
  if (!open) return null
  const { kind, topicName } = open
  const shared = { clusterId, topicName, onClose }
  switch (kind) {
    case 'edit':
      return <EditTopicDialog {...shared} />
    case 'adopt':
      return <EditTopicDialog {...shared} isAdopting />
    case 'declareType':
      return <DeclareTypeDialog {...shared} />
    case 'shrink':
      return <ShrinkTopicDialog {...shared} />
    case 'delete':
      return <DeleteTopicDialog {...shared} onGone={onGone} />
  }
}

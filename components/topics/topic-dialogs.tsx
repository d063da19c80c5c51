'use client'

import { SendDialog } from '#components/messages/send/send-dialog.tsx'
import { emptyDraft } from '#components/messages/send/send-draft.ts'
import { DeclareTypeDialog } from './declare-type-dialog.tsx'
import { DeleteTopicDialog } from './delete-topic-dialog.tsx'
import { EditTopicDialog } from './edit-topic-dialog.tsx'
import { ShrinkTopicDialog } from './shrink-topic-dialog.tsx'

export type TopicDialogKind = 'edit' | 'labels' | 'adopt' | 'send' | 'declareType' | 'shrink' | 'delete'

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

/** The dialogs that change one topic, or write to it, for its page and for the list. */
export function TopicDialogs({ clusterId, open, onClose, onGone }: TopicDialogsProps) {
  if (!open) return null
  const { kind, topicName } = open
  const shared = { clusterId, topicName, onClose }
  switch (kind) {
    case 'edit':
      return <EditTopicDialog {...shared} />
    case 'labels':
      return <EditTopicDialog {...shared} what="LABELS" />
    case 'adopt':
      return <EditTopicDialog {...shared} what="ADOPT" />
    case 'send':
      return <SendDialog clusterId={clusterId} initial={emptyDraft(topicName)} onClose={onClose} />
    case 'declareType':
      return <DeclareTypeDialog {...shared} />
    case 'shrink':
      return <ShrinkTopicDialog {...shared} />
    case 'delete':
      return <DeleteTopicDialog {...shared} onGone={onGone} />
  }
}

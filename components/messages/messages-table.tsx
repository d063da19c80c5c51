'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useMemo } from 'react'
import { LayoutMenu } from '#components/data-table/layout-menu.tsx'
import { PlainTable } from '#components/data-table/plain-table.tsx'
import { useLinkedLayout } from '#components/data-table/use-linked-layout.ts'
import type { MessageItem } from '#lib/messages/schema.ts'
import { useSearchColumns } from './use-search-columns.tsx'

interface MessagesTableProps {
  clusterId: string
  items: readonly MessageItem[]
  openId: string | null
  onOpen: (offsetMsgId: string) => void
  /** Offset ids of what is chosen. */
  selected: ReadonlySet<string>
  onSelectedChange: (selected: ReadonlySet<string>) => void
  /** What the search went out from, among its neighbours. */
  isCentre?: (item: MessageItem) => boolean
  /** Above the rows, beside the menu of columns. */
  tools: ReactNode
}

const shownBeside = ['storeTimestamp', 'uniqKey', 'keys', 'queue', 'queueOffset', 'storeBytes']

/** Rows of a search in its own order. Beside an open message only what tells rows apart stays. */
export function MessagesTable({
  clusterId,
  items,
  openId,
  onOpen,
  selected,
  onSelectedChange,
  isCentre,
  tools,
}: MessagesTableProps) {
  const t = useTranslations('messages.columns')
  const arrangement = useLinkedLayout('messages')
  const isNarrow = openId !== null
  const columns = useSearchColumns({ clusterId, items, isNarrow, isCentre })
  const shown = useMemo(
    () => (isNarrow ? columns.filter(({ id }) => shownBeside.includes(id)) : columns),
    [columns, isNarrow],
  )
  return (
    <>
      <div className="flex items-center justify-end gap-1">
        {tools}
        {!isNarrow && <LayoutMenu columns={columns} arrangement={arrangement} />}
      </div>
      <PlainTable
        label={t('label.table')}
        columns={shown}
        arrangement={arrangement}
        rows={items}
        rowId={({ offsetMsgId }) => offsetMsgId}
        openId={openId}
        onOpen={({ offsetMsgId }) => onOpen(offsetMsgId)}
        selection={{ selected, onChange: onSelectedChange }}
      />
    </>
  )
}

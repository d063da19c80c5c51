'use client'

import { useTranslations } from 'next-intl'
import { LayoutMenu } from '#components/data-table/layout-menu.tsx'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import type { TableSelection } from '#components/data-table/table-view.tsx'
import { useInstantColumn } from '#components/data-table/use-instant-column.tsx'
import { useLinkedLayout } from '#components/data-table/use-linked-layout.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { ShortId } from '#components/ui/short-id.tsx'
import type { DeadLetter } from '#lib/dead-letters/schema.ts'
import { LetterStatePill } from './letter-state-pill.tsx'

interface DeskTableProps {
  items: readonly DeadLetter[]
  /** Of a retry topic: what waits there has no state here, but the number of its try. */
  isRetry: boolean
  openId: string | null
  onOpen: (offsetMsgId: string) => void
  selection?: TableSelection
}

const storedAt = ({ storeTimestamp }: DeadLetter) => storeTimestamp

/** Dead letters in the order of the search. Beside an open one only what tells rows apart stays. */
export function DeskTable({ items, isRetry, openId, onOpen, selection }: DeskTableProps) {
  const t = useTranslations('deadLetters')
  const format = useFormat()
  const isNarrow = openId !== null
  const text = (value: string) => <span className="block truncate">{value || '–'}</span>
  const storeTimestamp = useInstantColumn({ id: 'storeTimestamp', head: t('storedAt'), rows: items, at: storedAt })
  const hasNotes = items.some(({ note }) => note !== undefined)
  // Only what was sent again has another origin than itself.
  const hasOrigins = items.some(({ originId, uniqKey }) => originId !== uniqKey)
  const arrangement = useLinkedLayout('dead-letter-desk')
  const columns: Column<DeadLetter>[] = [
    storeTimestamp,
    ...(isRetry
      ? []
      : [
          {
            id: 'state',
            head: t('state'),
            width: 112,
            cell: ({ state }: DeadLetter) => <LetterStatePill state={state} />,
          },
        ]),
    {
      id: 'uniqKey',
      head: t('messageId'),
      width: 148,
      canHide: false,
      cell: (item) => <ShortId text={item.uniqKey ?? item.offsetMsgId} head={8} tail={8} />,
    },
    {
      id: 'originTopic',
      head: t('originTopic'),
      width: 128,
      isFlexible: isNarrow,
      cell: ({ originTopic }) => text(originTopic ?? '?'),
    },
    {
      id: 'keys',
      head: t('keys'),
      width: 112,
      cell: ({ keys }) => <span className="block truncate font-mono text-12">{keys.join(' ') || '–'}</span>,
    },
    { id: 'tags', head: t('tag'), width: 72, cell: ({ tags }) => text(tags ?? '') },
    {
      id: 'reconsumeTimes',
      head: isRetry ? t('try') : t('retries'),
      align: 'right',
      width: 68,
      cell: ({ reconsumeTimes }) => format.number(reconsumeTimes),
    },
    ...(isRetry
      ? []
      : [
          {
            id: 'resends',
            head: t('resends'),
            align: 'right' as const,
            width: 76,
            cell: ({ resends, successes }: DeadLetter) =>
              resends === 0
                ? '–'
                : t('resendCount', { resends: format.number(resends), successes: format.number(successes) }),
          },
          {
            id: 'note',
            head: t('note'),
            width: 130,
            isHiddenInitially: !hasNotes,
            cell: ({ note }: DeadLetter) => text(note ?? ''),
          },
        ]),
    {
      id: 'originId',
      head: t('originId'),
      width: 148,
      priority: 2,
      isHiddenInitially: !hasOrigins,
      cell: (item) => (item.originId === item.uniqKey ? '–' : <ShortId text={item.originId} head={8} tail={8} />),
    },
    {
      id: 'bodyPreview',
      head: t('body'),
      width: 180,
      isFlexible: !isNarrow,
      minWidth: 100,
      priority: 2,
      cell: ({ bodyPreview }) => (
        <span className="block truncate font-mono text-12 text-fg-2">
          {bodyPreview?.replaceAll(/\s+/g, ' ') ?? '–'}
        </span>
      ),
    },
    {
      id: 'bornHost',
      head: t('producer'),
      width: 132,
      priority: 2,
      cell: ({ clientHost, bornHost }) => text(clientHost ?? bornHost),
    },
  ]
  const shownBeside = ['storeTimestamp', 'state', 'uniqKey', 'originTopic', 'reconsumeTimes']
  return (
    <>
      {!isNarrow && (
        <div className="flex justify-end">
          <LayoutMenu columns={columns} arrangement={arrangement} />
        </div>
      )}
      <PlainTable
        label={isRetry ? t('tableRetry') : t('table')}
        columns={isNarrow ? columns.filter(({ id }) => shownBeside.includes(id)) : columns}
        arrangement={arrangement}
        rows={items}
        rowId={({ offsetMsgId }) => offsetMsgId}
        openId={openId}
        onOpen={({ offsetMsgId }) => onOpen(offsetMsgId)}
        {...(selection && { selection })}
      />
    </>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { Column } from '#components/data-table/column.ts'
import { useInstantColumn } from '#components/data-table/use-instant-column.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { MaskMark } from '#components/masking/mask-notes.tsx'
import type { MessageItem } from '#lib/messages/schema.ts'

type SharedColumn = 'storeTimestamp' | 'queue' | 'tags' | 'keys' | 'storeBytes' | 'bodyPreview'

const storedAt = ({ storeTimestamp }: MessageItem) => storeTimestamp

/** What every list of messages shows of one in the same words and widths. Beside an open message, `keys` takes what is left. */
export function useMessageColumns(
  items: readonly MessageItem[],
  isNarrow: boolean,
): Record<SharedColumn, Column<MessageItem>> {
  const t = useTranslations('messages.columns')
  const format = useFormat()
  const storeTimestamp = useInstantColumn({ id: 'storeTimestamp', head: t('stored'), rows: items, at: storedAt })
  return useMemo(
    () => ({
      storeTimestamp,
      queue: {
        id: 'queue',
        head: t('queue'),
        width: 112,
        cell: ({ brokerName, queueId }) => (
          <span className="block truncate">
            {brokerName} <span className="text-fg-3">{queueId}</span>
          </span>
        ),
      },
      tags: {
        id: 'tags',
        head: t('tag'),
        width: 88,
        cell: ({ tags, masking }) => (
          <span className="block truncate">
            <MaskMark notes={masking?.filter(({ part }) => part === 'TAG')} />
            {tags ?? '–'}
          </span>
        ),
      },
      keys: {
        id: 'keys',
        head: t('keys'),
        width: 148,
        isFlexible: isNarrow,
        cell: ({ keys, masking }) => (
          <span className="block truncate font-mono text-12">
            <MaskMark notes={masking?.filter(({ part }) => part === 'KEYS')} />
            {keys.length > 0 ? keys.join(' ') : '–'}
          </span>
        ),
      },
      storeBytes: {
        id: 'storeBytes',
        head: t('size'),
        unit: 'B',
        align: 'right',
        width: 72,
        cell: ({ storeBytes }) => format.number(storeBytes),
      },
      bodyPreview: {
        id: 'bodyPreview',
        head: t('body'),
        isFlexible: true,
        priority: 2,
        cell: ({ bodyPreview, masking }) => (
          <span className="block truncate font-mono text-12 text-fg-2">
            <MaskMark notes={masking?.filter(({ part }) => part === 'BODY')} />
            {bodyPreview?.replaceAll(/\s+/g, ' ') ?? '–'}
          </span>
        ),
      },
    }),
    [storeTimestamp, t, format, isNarrow],
  )
}

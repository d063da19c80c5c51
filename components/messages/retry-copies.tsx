'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Link } from '#components/ui/link.tsx'
import { MiddleTruncate } from '#components/ui/middle-truncate.tsx'
import type { ConsumptionRow } from '#lib/messages/schema.ts'
import { messageHref } from './message-href.ts'

type RetryCopy = ConsumptionRow['attempts'][number] & { groupName: string }

/** Each copy that groups have failed into their retry topics: when it was stored there, and the way to it. */
export function RetryCopies({ clusterId, rows }: { clusterId: string; rows: readonly ConsumptionRow[] }) {
  const t = useTranslations('messages.consumption.copies')
  const format = useFormat()
  const copies: RetryCopy[] = rows.flatMap(({ groupName, attempts }) =>
    attempts.map((attempt) => ({ groupName, ...attempt })),
  )
  if (copies.length === 0) return null
  const columns: Column<RetryCopy>[] = [
    {
      id: 'groupName',
      head: t('group'),
      isFlexible: true,
      minWidth: 108,
      cell: ({ groupName }) => <MiddleTruncate text={groupName} />,
    },
    {
      id: 'tries',
      head: t('try'),
      align: 'right',
      width: 52,
      cell: ({ tries }) => format.number(tries),
    },
    {
      id: 'at',
      head: t('stored'),
      width: 176,
      cell: ({ at, offsetMsgId, queue }) => (
        <Link href={messageHref({ clusterId, messageId: offsetMsgId, topic: queue.topicName })}>
          {format.instant(at)}
        </Link>
      ),
    },
    {
      id: 'queue',
      head: t('queue'),
      isFlexible: true,
      minWidth: 108,
      cell: ({ queue, queueOffset }) => (
        <span className="block truncate text-fg-2">
          {t('place', { broker: queue.brokerName, queueId: String(queue.queueId), offset: format.number(queueOffset) })}
        </span>
      ),
    },
  ]
  return (
    <div className="mt-3">
      <h4 className="mb-1 text-12 text-fg-3">{t('title')}</h4>
      <PlainTable
        label={t('title')}
        density={28}
        columns={columns}
        rows={copies}
        rowId={({ groupName, offsetMsgId }) => `${groupName} ${offsetMsgId}`}
      />
    </div>
  )
}

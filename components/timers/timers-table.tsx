'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { useClock } from '#components/layout/use-clock.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { MaskMark } from '#components/masking/mask-notes.tsx'
import { messageHref } from '#components/messages/message-href.ts'
import { Link } from '#components/ui/link.tsx'
import { ShortId } from '#components/ui/short-id.tsx'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import type { Timer, TimerState } from '#lib/timers/schema.ts'

const looks: Record<TimerState, State> = { PENDING: 'pending', DELIVERED: 'ok', DELETED: 'silenced' }
/** The timer itself is a second exact, and so long a delivery is under way. */
const LATE_MS = 5_000

/** Delayed messages, those due next first. */
export function TimersTable({ clusterId, items }: { clusterId: string; items: readonly Timer[] }) {
  const t = useTranslations('timers')
  const format = useFormat()
  const nowMs = useClock(1_000)
  const inWords = (at: Date) => {
    if (nowMs === null) return null
    const ms = at.getTime() - nowMs
    return ms >= 0 ? t('in', { time: format.age(ms) }) : t('ago', { time: format.age(-ms) })
  }
  const columns: Column<Timer>[] = [
    {
      id: 'state',
      head: t('columns.state'),
      width: 116,
      cell: ({ state, lateMs = 0 }) =>
        lateMs > LATE_MS ? (
          <StatePill state="warning" label={t('late', { time: format.duration(lateMs) })} />
        ) : (
          <StatePill state={looks[state]} label={t(`state.${state}`)} />
        ),
    },
    {
      id: 'dueAt',
      head: t('columns.due'),
      width: 232,
      cell: ({ dueAt }) => (
        <span className="block truncate">
          <Instant at={dueAt} form="absolute" withMs={false} />{' '}
          {dueAt && <span className="text-12 text-fg-3">{inWords(dueAt)}</span>}
        </span>
      ),
    },
    {
      id: 'asked',
      head: t('columns.asked'),
      width: 112,
      cell: ({ askedMs, level }) => (
        <span className="block truncate">
          {askedMs === null ? '?' : format.duration(askedMs)}{' '}
          {level !== null && <span className="text-12 text-fg-3">{t('level', { level })}</span>}
        </span>
      ),
    },
    {
      id: 'messageId',
      head: t('columns.messageId'),
      width: 156,
      cell: ({ uniqKey, offsetMsgId, storedTopicName }) => (
        <Link href={messageHref({ clusterId, messageId: offsetMsgId, topic: storedTopicName })}>
          <ShortId text={uniqKey ?? offsetMsgId} />
        </Link>
      ),
    },
    {
      id: 'keys',
      head: t('columns.keys'),
      isFlexible: true,
      minWidth: 88,
      cell: ({ keys, masking }) => (
        <span className="block truncate font-mono text-12">
          <MaskMark notes={masking} />
          {keys.join(' ') || '–'}
        </span>
      ),
    },
    {
      id: 'note',
      head: t('columns.note'),
      width: 92,
      priority: 2,
      cell: ({ rollTimes, brokerName }) => (
        <span className="block truncate text-12 text-fg-3">
          {rollTimes > 0 ? t('rolled', { count: rollTimes }) : brokerName}
        </span>
      ),
    },
    {
      id: 'delivered',
      head: t('columns.message'),
      width: 72,
      cell: ({ delivered, state, topicName }) =>
        delivered ? (
          <Link href={messageHref({ clusterId, messageId: delivered.offsetMsgId, topic: topicName })}>{t('open')}</Link>
        ) : (
          <span className="text-fg-3">{state === 'DELIVERED' ? '?' : '–'}</span>
        ),
    },
  ]
  return <PlainTable label={t('table')} columns={columns} rows={items} rowId={({ offsetMsgId }) => offsetMsgId} />
}

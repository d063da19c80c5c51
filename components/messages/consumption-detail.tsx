'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { Link } from '#components/ui/link.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import type { ConsumptionRow, MessageCopy } from '#lib/messages/schema.ts'
import { messageHref } from './message-href.ts'

/** The evidence of a verdict in words; where a copy is the evidence, the way to it. The whole sentence also on hover. */
export function ConsumptionDetail({ row, clusterId }: { row: ConsumptionRow; clusterId: string }) {
  const t = useTranslations('messages.consumption')
  const words = useWords(row)
  const copy = row.deadLetter ?? row.attempts.at(-1)
  const reason = row.reason && t(`reason.${row.reason}`)
  const all = [words, reason].filter(Boolean).join(' ')
  return (
    <Tooltip content={all}>
      <span className="block truncate text-fg-2">
        {copy ? <Link href={hrefOf(clusterId, copy)}>{words}</Link> : words || reason}
      </span>
    </Tooltip>
  )
}

/** A sentence, empty where only the reason says something. */
function useWords(row: ConsumptionRow): string {
  const t = useTranslations('messages.consumption.evidence')
  const format = useFormat()
  const { status, attempts, deadLetter, nextRetryAt, messagesAhead, consumerOffset, subscription, traced } = row
  const tries = row.tries ?? 1
  if (traced) {
    const told = { host: traced.clientHost ?? t('someClient'), time: traced.at ? format.instant(traced.at) : '?' }
    return status === 'FAILED' ? t('tracedFailure', told) : t('tracedSuccess', told)
  }
  switch (status) {
    case 'IN_DLQ':
      return deadLetter ? t('deadLetter', { time: format.instant(deadLetter.at) }) : ''
    case 'IN_RETRY':
      return nextRetryAt ? t('nextTry', { tries, time: format.time(nextRetryAt) }) : t('tryNow', { tries })
    case 'FILTERED':
      return `${subscription?.expressionType ?? ''} ${subscription?.expression ?? ''}`.trim()
    case 'CONSUMED': {
      const offset = format.number(consumerOffset ?? 0n)
      return attempts.length > 0 ? t('afterTries', { tries: attempts.length, offset }) : t('committed', { offset })
    }
    case 'FAILED':
      return ''
    case 'INFLIGHT':
      return t('inFlight')
    case 'NOT_CONSUMED':
      return messagesAhead === undefined ? '' : t('ahead', { count: format.number(messagesAhead) })
    case 'NOT_ONLINE':
      if (row.reason === 'NOT_SUBSCRIBED') return ''
      return messagesAhead === undefined ? t('noClient') : t('noClientAhead', { count: format.number(messagesAhead) })
    case 'UNKNOWN':
      return ''
  }
}

const hrefOf = (clusterId: string, { offsetMsgId, queue }: MessageCopy) =>
  messageHref({ clusterId, messageId: offsetMsgId, topic: queue.topicName })

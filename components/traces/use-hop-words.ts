'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import type { TraceHop } from '#lib/traces/schema.ts'

/** What a hop is called, how it ended, and what else there is to say of it. */
export function useHopWords() {
  const t = useTranslations('traces')
  const format = useFormat()
  const stage = ({ stage: name, retryTimes = 0 }: TraceHop) =>
    name === 'CONSUME' && retryTimes > 0 ? t('retry', { count: retryTimes }) : t(`stage.${name}`)
  const result = ({ result: name, isProbable }: TraceHop) =>
    isProbable ? t('probably', { result: t(`result.${name}`) }) : t(`result.${name}`)
  const note = (hop: TraceHop): string => {
    const parts = [
      hop.isInferred && t('inferred', { source: t(`source.${hop.source}`) }),
      hop.isFromCheck && t('fromCheck'),
      hop.messageType === 'HALF' && t('half'),
      hop.messageType === 'DELAY' && t('delayed'),
      hop.messagesAhead !== undefined && t('ahead', { count: format.number(hop.messagesAhead) }),
      hop.nextRetryAt && t('nextRetry', { time: format.time(hop.nextRetryAt, false) }),
    ]
    return parts.filter((part) => typeof part === 'string').join('; ')
  }
  /** The words beside a bar: what was done says which stage it is. */
  const short = (hop: TraceHop) => {
    const { stage: name } = hop
    const isDone = !hop.isProbable && ['SUCCESS', 'STORED', 'CONSUMED'].includes(hop.result)
    const done = isDone && name !== 'TRANSACTION' ? t(`done.${name}`) : result(hop)
    const parts = [
      (hop.retryTimes ?? 0) > 0 ? stage(hop) : null,
      done,
      hop.durationMs === null ? null : format.duration(hop.durationMs),
      hop.isFromCheck ? t('fromCheck') : null,
      hop.isInferred ? t('inferredShort') : null,
    ]
    return parts.filter((part) => part !== null).join(' ')
  }
  return { stage, result, note, short }
}

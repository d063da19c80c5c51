'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { MessageMode, MessageOrder } from '#lib/messages/schema.ts'
import type { MergedRead } from './merge-pages.ts'
import { QueueCells } from './queue-cells.tsx'

interface CompletenessStripProps {
  merged: MergedRead & { items: readonly unknown[] }
  mode: MessageMode
  order: MessageOrder
  isReading: boolean
  onContinue: (() => void) | undefined
  onStop: () => void
  isRetrying: boolean
  onRetry: (() => void) | undefined
  /** Another way on than page by page. */
  elsewhere?: ReactNode
}

/** What was read, how far, why it stopped, and the way on. A broker that is missing stands above everything else. */
export function CompletenessStrip(props: CompletenessStripProps) {
  const { merged, mode, order, isReading, onContinue, onStop, elsewhere } = props
  const t = useTranslations('messages.coverage')
  const format = useFormat()
  const read = {
    scanned: format.number(merged.scannedMessages),
    bytes: format.bytes(merged.scannedBytes),
    duration: format.duration(merged.durationMs),
  }
  const { from, to } = merged.range
  const isLookUp = mode === 'id' || mode === 'key'
  return (
    <>
      <MissingBrokers {...props} />
      {merged.expiredBefore && (
        <Strip tone="unknown" className="mt-3">
          {t('expired', { oldest: format.instant(merged.expiredBefore) })}
        </Strip>
      )}
      <div className="mt-2 flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
        <strong className="font-semibold" role="status">
          {t('found', { count: merged.items.length })}
        </strong>
        <span className="text-12 text-fg-3">
          {isLookUp ? t('lookedUp', read) : t('read', read)}{' '}
          {from && to && mode !== 'id' && t('stored', { from: format.instant(from), to: format.instant(to) })}{' '}
          {isReading ? t('reading') : t(`why.${merged.stoppedBecause}`)}
        </span>
        {merged.stoppedBecause !== 'failed' && <QueueCells queues={merged.queues} order={order} />}
        <span className="ml-auto flex items-center gap-2">
          {isReading && (
            <Button size="s" variant="ghost" onClick={onStop}>
              {t('stop')}
            </Button>
          )}
          {elsewhere}
          {onContinue && (
            <Button size="s" isBusy={isReading} onClick={onContinue}>
              {isReading ? t('continuing') : t('continue')}
            </Button>
          )}
        </span>
      </div>
    </>
  )
}

function MissingBrokers({ merged, order, isRetrying, onRetry }: CompletenessStripProps) {
  const t = useTranslations('messages.coverage')
  const format = useFormat()
  if (merged.stoppedBecause !== 'failed') return null
  const failed = merged.queues.filter(({ state }) => state === 'failed')
  const names = [
    ...new Set([
      ...failed.map(({ brokerName }) => brokerName),
      ...merged.partial.map(({ brokerName, address }) => brokerName ?? address),
    ]),
  ].join(', ')
  const reasons = [
    ...merged.partial.map(({ brokerName, address, code, detail }) => ({ name: brokerName ?? address, code, detail })),
    ...failed.flatMap(({ brokerName, queueId, error }) =>
      error && !merged.partial.some((entry) => entry.brokerName === brokerName)
        ? [{ name: `${brokerName} ${queueId}`, ...error }]
        : [],
    ),
  ].slice(0, 4)
  return (
    <Strip
      tone="warning"
      role="status"
      className="mt-3"
      end={
        onRetry && (
          <Button size="s" isBusy={isRetrying} onClick={onRetry}>
            {t('retry', { names })}
          </Button>
        )
      }
    >
      <strong className="font-semibold">
        {failed.length > 0
          ? t('notRead', { names, failed: format.number(failed.length), total: format.number(merged.queues.length) })
          : t('notAsked', { names })}
      </strong>{' '}
      {t('canBeMissing')}
      <div className="my-1">
        <QueueCells queues={merged.queues} order={order} />
      </div>
      <ul className="text-12 text-fg-2">
        {reasons.map(({ name, code, detail }) => (
          <li key={`${name} ${code}`}>
            {name}: {detail} <span className="font-mono">{code}</span>
          </li>
        ))}
      </ul>
    </Strip>
  )
}

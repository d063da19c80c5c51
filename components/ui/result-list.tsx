'use client'

import { useTranslations } from 'next-intl'
import { Button } from './button.tsx'
import { StatePill } from './state-pill.tsx'

interface NotDone {
  target: string
  detail: string
}

interface ResultListProps {
  done: readonly string[]
  failed: readonly NotDone[]
  /** Sent, no answer: must be read again before anybody sends it again. */
  unknown: readonly NotDone[]
  onRetry?: () => void
  onCheck?: () => void
}

/** The outcome of a write, item by item; what went wrong comes first. */
export function ResultList({ done, failed, unknown, onRetry, onCheck }: ResultListProps) {
  const t = useTranslations('ui')
  const rows = [
    ...failed.map((item) => ({ ...item, state: 'critical' as const, word: t('result.failed') })),
    ...unknown.map((item) => ({ ...item, state: 'unknown' as const, word: t('result.unknown') })),
    ...done.map((target) => ({ target, detail: '', state: 'ok' as const, word: t('result.done') })),
  ]
  return (
    <div>
      <ul className="border-t border-line-1">
        {rows.map((row) => (
          <li
            key={`${row.word} ${row.target}`}
            className="grid min-h-8 grid-cols-[120px_minmax(0,1fr)_minmax(0,2fr)] items-baseline gap-3 border-b border-line-1 py-1.5"
          >
            <StatePill state={row.state} label={row.word} />
            <span className="font-medium [overflow-wrap:anywhere]">{row.target}</span>
            <span className="text-fg-2 [overflow-wrap:anywhere]">{row.detail}</span>
          </li>
        ))}
      </ul>
      {(onRetry || onCheck) && (
        <div className="mt-3 flex gap-2">
          {onCheck && unknown.length > 0 && (
            <Button size="s" onClick={onCheck}>
              {t('result.check', { count: unknown.length })}
            </Button>
          )}
          {onRetry && failed.length > 0 && (
            <Button size="s" icon="refresh" onClick={onRetry}>
              {t('result.retry', { count: failed.length })}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

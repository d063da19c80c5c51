'use client'

import { useTranslations } from 'next-intl'
import { cx } from '#components/ui/cx.ts'

const marks = [
  ['CRITICAL', 'bg-critical-mark'],
  ['WARNING', 'bg-warning-mark'],
  ['PENDING', 'bg-unknown-mark'],
  ['RECOVERING', 'bg-info-mark'],
  ['NO_DATA', 'hatch border border-unknown-mark'],
  ['SILENCED', 'border border-silenced-mark'],
] as const

/** What the colours of the strips mean. */
export function StripKey({ className }: { className?: string }) {
  const t = useTranslations('alarms.states')
  return (
    <span className={cx('inline-flex flex-wrap items-center gap-x-4 text-12 text-fg-3', className)}>
      {marks.map(([word, look]) => (
        <span key={word} className="inline-flex items-center gap-1.5">
          <span aria-hidden="true" className={cx('size-2', look)} />
          {t(word)}
        </span>
      ))}
    </span>
  )
}

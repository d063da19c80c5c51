'use client'

import { useTranslations } from 'next-intl'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { useClock } from './use-clock.ts'
import { useFormat } from './use-format.ts'

/** "4s ago", the instant on hover. */
export function Age({ at, className }: { at: Date | null; className?: string }) {
  const t = useTranslations('layout')
  const format = useFormat()
  const nowMs = useClock(1000)
  if (!at) return <span className={className}>?</span>
  const text =
    nowMs === null ? format.time(at, false) : t('ago', { age: format.age(Math.max(0, nowMs - at.getTime())) })
  return (
    <Tooltip content={`${format.instant(at)} ${format.zone(at)}`}>
      <time dateTime={at.toISOString()} className={className}>
        {text}
      </time>
    </Tooltip>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { Age } from './age.tsx'
import { usePreferences } from './preferences-provider.tsx'
import { useClock } from './use-clock.ts'
import { useFormat } from './use-format.ts'

interface InstantProps {
  /** null = not known. */
  at: Date | null
  /** The account's choice when absent. */
  form?: 'absolute' | 'relative'
  /** Within a table that lies in one day. */
  isTimeOnly?: boolean
  withMs?: boolean
  className?: string
}

/** A time in the zone of the console; the other form on hover. */
export function Instant({ at, form, isTimeOnly = false, withMs = true, className }: InstantProps) {
  const t = useTranslations('layout')
  const format = useFormat()
  const { timeFormat } = usePreferences()
  const nowMs = useClock(60_000)
  if (!at) return <span className={className}>?</span>
  if ((form ?? timeFormat) === 'relative') return <Age at={at} {...(className && { className })} />
  const age = nowMs === null ? '' : t('ago', { age: format.age(Math.max(0, nowMs - at.getTime())) })
  return (
    <Tooltip content={isTimeOnly ? `${format.instant(at)}, ${age}` : age}>
      <time dateTime={at.toISOString()} className={className}>
        {isTimeOnly ? format.time(at, withMs) : format.instant(at, withMs)}
      </time>
    </Tooltip>
  )
}

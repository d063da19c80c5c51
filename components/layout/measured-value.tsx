'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { cx } from '#components/ui/cx.ts'
import { Explained } from '#components/ui/explained.tsx'
import type { Measured } from '#lib/api/endpoint.ts'
import { measuredNote } from './measured-note.ts'
import { useFormat } from './use-format.ts'

interface MeasuredValueProps<T> {
  measured: Measured<T> | null | undefined
  /** How the value reads; thousands when absent. */
  format?: (value: T) => ReactNode
  className?: string
}

/**
 * Three things that are never mixed up: a measured value (also 0), `–` does not apply, `?` not known now. `~` marks an estimate;
 * what is stale is dimmed. The reason is on hover and on focus; of a good value the time is on hover, and no stop of the keyboard: pages say
 * from when their numbers are.
 */
export function MeasuredValue<T>({ measured, format, className }: MeasuredValueProps<T>) {
  const t = useTranslations('measured')
  const formats = useFormat()
  const state = measured?.state ?? 'na'
  const { reason, state: said, at, isTimeOnly } = measuredNote(measured)
  const timeOf = (sampledAt: Date) => t('at', { time: formats.instant(sampledAt), zone: formats.zone(sampledAt) })

  const value = measured?.value
  let text: ReactNode
  if (state === 'na') text = '–'
  else if (value === null || value === undefined) text = '?'
  else if (format) text = format(value)
  else text = typeof value === 'number' || typeof value === 'bigint' ? formats.number(value) : String(value)

  const look = cx((state === 'na' || state === 'unknown' || state === 'stale') && 'text-fg-3', className)
  const content = state === 'estimate' ? <>~{text}</> : text
  if (isTimeOnly && at) {
    return (
      <span className={look} onPointerEnter={({ currentTarget }) => showTime(currentTarget, timeOf(at))}>
        {content}
      </span>
    )
  }
  const words = reason ? t(`reason.${reason}`) : said ? t(`state.${said}`) : null
  return (
    <Explained note={[words, at && timeOf(at)].filter(Boolean).join(' ')} className={look}>
      {content}
    </Explained>
  )
}

/** Made when a pointer comes: a list has thousands of good values. An age that is shown has a note of its own. */
function showTime(value: HTMLElement, time: string): void {
  if (value.querySelector('time') === null) value.title = time
}

'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { cx } from '#components/ui/cx.ts'
import { Explained } from '#components/ui/explained.tsx'
import type { Measured } from '#lib/api/endpoint.ts'
import { useFormat } from './use-format.ts'

interface MeasuredValueProps<T> {
  measured: Measured<T> | null | undefined
  /** How the value reads; thousands when absent. */
  format?: (value: T) => ReactNode
  className?: string
}

/**
 * Three things that are never mixed up: a measured value (also 0), `–` does not apply, `?` not known now. `~` marks an estimate;
 * what is stale is dimmed. The reason is on hover and on focus.
 */
export function MeasuredValue<T>({ measured, format, className }: MeasuredValueProps<T>) {
  const t = useTranslations('measured')
  const formats = useFormat()
  const state = measured?.state ?? 'na'
  const reason = measured?.reason ? t(`reason.${measured.reason}`) : state === 'ok' ? null : t(`state.${state}`)
  const at = measured?.at ? t('at', { time: formats.instant(measured.at), zone: formats.zone(measured.at) }) : null
  const note = [reason, state === 'ok' ? null : at].filter(Boolean).join(' ')

  const value = measured?.value
  let text: ReactNode
  if (state === 'na') text = '–'
  else if (value === null || value === undefined) text = '?'
  else if (format) text = format(value)
  else text = typeof value === 'number' || typeof value === 'bigint' ? formats.number(value) : String(value)

  const look = cx((state === 'na' || state === 'unknown' || state === 'stale') && 'text-fg-3', className)
  const content = state === 'estimate' ? <>~{text}</> : text
  return (
    <Explained note={note} className={look}>
      {content}
    </Explained>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Explained } from '#components/ui/explained.tsx'
import type { Measured } from '#lib/api/endpoint.ts'

interface AveragedRateProps {
  measured: Measured<number>
  minute: number | null
  tenMinutes: number | null
  isSlave: boolean
}

/** A rate over 10 s, with those over 1 and 10 min on hover and focus. */
export function AveragedRate({ measured, minute, tenMinutes, isSlave }: AveragedRateProps) {
  const t = useTranslations('nodes')
  const format = useFormat()
  if (measured.state !== 'ok' || measured.value === null) {
    return <MeasuredValue measured={measured} format={format.rate} />
  }
  const rate = (value: number | null) => (value === null ? '?' : format.rate(value))
  const averages = t('averages', {
    now: rate(measured.value),
    minute: rate(minute),
    tenMinutes: rate(tenMinutes),
  })
  const note = isSlave ? `${averages}. ${t('copied')}` : averages
  return (
    <Explained note={note} className={isSlave ? 'text-fg-3' : undefined}>
      {format.rate(measured.value)}
    </Explained>
  )
}

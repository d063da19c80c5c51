'use client'

import { useTranslations } from 'next-intl'
import { useClock } from '#components/layout/use-clock.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Strip } from '#components/ui/strip.tsx'

/** Counts down until caches of brokers and proxies have expired. */
export function InForce({ by }: { by: Date }) {
  const t = useTranslations('roles.result')
  const format = useFormat()
  const nowMs = useClock(1000)
  if (nowMs === null) return null
  const leftMs = by.getTime() - nowMs
  return leftMs > 0 ? (
    <Strip tone="info" icon="clock">
      {t('inForceIn', { left: format.duration(Math.ceil(leftMs / 1000) * 1000), time: format.time(by, false) })}
    </Strip>
  ) : (
    <Strip tone="info" icon="check">
      {t('inForce', { time: format.time(by, false) })}
    </Strip>
  )
}

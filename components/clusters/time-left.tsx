'use client'

import { useTranslations } from 'next-intl'
import { Instant } from '#components/layout/instant.tsx'
import { useClock } from '#components/layout/use-clock.ts'
import { useFormat } from '#components/layout/use-format.ts'

/** Until when, and how long that still is. */
export function TimeLeft({ until }: { until: Date }) {
  const t = useTranslations('clusters.fleet')
  const format = useFormat()
  const nowMs = useClock(60_000)
  return (
    <>
      <Instant at={until} form="absolute" withMs={false} />
      {nowMs !== null && (
        <span className="ml-2 text-fg-2">{t('left', { age: format.age(Math.max(0, until.getTime() - nowMs)) })}</span>
      )}
    </>
  )
}

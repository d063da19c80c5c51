'use client'

import { useTranslations } from 'next-intl'
import { Strip } from '#components/ui/strip.tsx'
import { useCluster } from './use-cluster.ts'
import { useFormat } from './use-format.ts'

/** On every page of a cluster that people work on: until when, and that nobody is notified meanwhile. */
export function MaintenanceStrip() {
  const t = useTranslations('layout.maintenance')
  const format = useFormat()
  const cluster = useCluster()
  const until = cluster?.healthReasons.find(({ code }) => code === 'MAINTENANCE')?.params.until
  if (cluster?.health !== 'MAINTENANCE' || until === undefined) return null
  const at = new Date(until)
  return (
    <Strip tone="unknown" icon="silenced" className="mt-3">
      {t('text', { until: format.instant(at, false), zone: format.zone(at) })}
    </Strip>
  )
}

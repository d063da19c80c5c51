'use client'

import { useTranslations } from 'next-intl'
import { Age } from '#components/layout/age.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { lagSeverity } from '#components/monitoring/lag-severity.ts'
import type { TopologyEdge } from '#lib/topology/schema.ts'

const tones = { critical: 'text-critical', warning: 'text-warning' }

/** What flows along a line, and what waits. */
export function EdgeLabel({ edge }: { edge: TopologyEdge }) {
  const t = useTranslations('topology')
  const format = useFormat()
  if (edge.kind === 'PRODUCES') {
    return (
      <>
        <span className="block">{t('ofSample', { count: edge.messagesInSample ?? 0 })}</span>
        <Age at={edge.lastMessageAt ?? null} className="block text-fg-3" />
      </>
    )
  }
  const severity = lagSeverity(edge.lagTimeMs?.value ?? null)
  return (
    <>
      <span className="block">
        <MeasuredValue measured={edge.ackTps} format={format.rate} /> {t('perSecond')}
      </span>
      <span className={`block ${severity ? tones[severity] : 'text-fg-2'}`}>
        {t('lag')} <MeasuredValue measured={edge.lag} format={format.compact} />
      </span>
    </>
  )
}

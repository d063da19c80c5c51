'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { Strip } from '#components/ui/strip.tsx'
import type { TraceGap } from '#lib/traces/schema.ts'

/** Why there is no trace, or not all of it: what says so, and what would help. */
export function TraceGaps({ gaps }: { gaps: readonly TraceGap[] }) {
  const t = useTranslations('traces.gap')
  const format = useFormat()
  if (gaps.length === 0) return null
  const words = ({ reason, traceTopic = '', brokersOff = [], oldest }: TraceGap) => {
    if (reason === 'TOPIC_MISSING' && brokersOff.length > 0) {
      return t('TOPIC_MISSING_SWITCH', { topic: traceTopic, brokers: brokersOff.join(', ') })
    }
    if (reason === 'EXPIRED') return t(reason, { oldest: oldest ? format.instant(oldest) : '?' })
    return t(reason, { topic: traceTopic })
  }
  return (
    <Strip tone="info" className="mt-3">
      <ul>
        {gaps.map((gap) => (
          <li key={`${gap.reason} ${gap.traceTopic ?? ''}`}>{words(gap)}</li>
        ))}
      </ul>
    </Strip>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { Tooltip } from '#components/ui/tooltip.tsx'
import type { Broker } from '#lib/nodes/schema.ts'

/** Whether clients can write to a broker, and what keeps them from it. */
export function WriteCell({ broker: { role, canWrite, drainMethod } }: { broker: Broker }) {
  const t = useTranslations('nodes')
  if (role === 'SLAVE') return <span className="text-fg-3">{t('writes.slave')}</span>
  if (canWrite === null) return <span className="text-fg-3">?</span>
  if (canWrite || drainMethod === null) return <span className="text-fg-2">{t('writes.open')}</span>
  const note = t(`drainedBy.${drainMethod}`)
  return (
    <Tooltip content={note}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the method must be reachable without a pointer */}
      <span tabIndex={0} className="cursor-help rounded-1 text-warning">
        {t('writes.drained')}
        <span className="sr-only">, {note}</span>
      </span>
    </Tooltip>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { Explained } from '#components/ui/explained.tsx'
import type { Broker } from '#lib/nodes/schema.ts'

/** Whether clients can write to a broker, and what keeps them from it. */
export function WriteCell({ broker: { role, canWrite, drainMethod } }: { broker: Broker }) {
  const t = useTranslations('nodes')
  if (role === 'SLAVE') return <span className="text-fg-3">{t('writes.slave')}</span>
  if (canWrite === null) return <span className="text-fg-3">?</span>
  if (canWrite || drainMethod === null) return <span className="text-fg-2">{t('writes.open')}</span>
  return (
    <Explained note={t(`drainedBy.${drainMethod}`)} className="text-warning">
      {t('writes.drained')}
    </Explained>
  )
}

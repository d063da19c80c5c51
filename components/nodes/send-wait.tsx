'use client'

import { useTranslations } from 'next-intl'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Explained } from '#components/ui/explained.tsx'
import type { Broker } from '#lib/nodes/schema.ts'
import { limitTone, WAIT_LIMITS_MS } from './node-state.ts'

const tones = { warning: 'text-warning', critical: 'text-critical' }

/** How long the oldest send has waited for a thread; all queues of requests on hover and focus. */
export function SendWait({ broker: { sendQueueWaitMs, pools } }: { broker: Broker }) {
  const t = useTranslations('nodes')
  const format = useFormat()
  if (sendQueueWaitMs.state !== 'ok' || sendQueueWaitMs.value === null) {
    return <MeasuredValue measured={sendQueueWaitMs} format={format.duration} />
  }
  const lines = pools.map(({ name, size, capacity, waitMs }) => {
    const parts = {
      name: t(`pools.${name}`),
      size: format.number(size),
      capacity: capacity === null ? '?' : format.number(capacity),
    }
    return waitMs === null ? t('poolDepth', parts) : t('poolDepthWait', { ...parts, wait: format.duration(waitMs) })
  })
  const tone = limitTone(sendQueueWaitMs.value, WAIT_LIMITS_MS)
  return (
    <Explained note={lines} className={tone && tones[tone]}>
      {format.duration(sendQueueWaitMs.value)}
    </Explained>
  )
}

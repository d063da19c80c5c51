'use client'

import { useTranslations } from 'next-intl'
import { Age } from '#components/layout/age.tsx'
import { useClock } from '#components/layout/use-clock.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Tooltip } from '#components/ui/tooltip.tsx'

interface UpTimeProps {
  isUp: boolean | null
  /** When the process started; null where nobody knows. */
  bootAt?: Date | null
  /** Since when it is up or down. */
  since: Date
}

/** How long a node has been running, or how long it has been down. */
export function UpTime({ isUp, bootAt, since }: UpTimeProps) {
  const t = useTranslations('nodes')
  const format = useFormat()
  const nowMs = useClock(1_000)
  if (isUp === null) return <span className="text-fg-3">?</span>
  const at = isUp ? (bootAt ?? since) : since
  if (nowMs === null) return <Age at={at} />
  const age = format.age(Math.max(0, nowMs - at.getTime()))
  return (
    <Tooltip content={`${format.instant(at, false)} ${format.zone(at)}`}>
      <time dateTime={at.toISOString()} className={isUp ? 'text-fg-2' : 'text-critical'}>
        {isUp ? age : t('downFor', { age })}
      </time>
    </Tooltip>
  )
}

'use client'

import { useClock } from './use-clock.ts'
import { useFormat } from './use-format.ts'

/** How long something has been going on, and since which time: "16m 47s 14:15:20". A start on another day shows its date. */
export function Since({ at }: { at: Date | null }) {
  const format = useFormat()
  const nowMs = useClock(1000)
  if (!at) return '?'
  const lasted = nowMs === null ? null : Math.max(0, nowMs - at.getTime())
  const isLong = lasted !== null && lasted > 20 * 3_600_000
  return (
    <time dateTime={at.toISOString()}>
      {lasted !== null && format.age(lasted)}{' '}
      <span className="text-fg-3">{isLong ? format.instant(at, false) : format.time(at, false)}</span>
    </time>
  )
}

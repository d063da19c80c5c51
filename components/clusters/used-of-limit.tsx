'use client'

import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import type { Measured } from '#lib/api/endpoint.ts'

/** How many there are and how many there may be; `∞` without a limit. */
export function UsedOfLimit({ used, limit }: { used: Measured<number>; limit: number | null }) {
  const format = useFormat()
  const isReached = limit !== null && used.value !== null && used.value >= limit
  return (
    <span className={isReached ? 'text-warning' : undefined}>
      <MeasuredValue measured={used} />
      {used.state !== 'na' && <span className="text-fg-3">{` / ${limit === null ? '∞' : format.number(limit)}`}</span>}
    </span>
  )
}

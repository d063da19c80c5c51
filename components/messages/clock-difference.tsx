'use client'

import { useFormat } from '#components/layout/use-format.ts'
import { clockDifferenceMs, isFarApart } from './far-apart.ts'

/** How far the producer's clock was from the broker's: `−4ms`, marked when it is much. */
export function ClockDifference({ message }: { message: Parameters<typeof clockDifferenceMs>[0] }) {
  const format = useFormat()
  const differenceMs = clockDifferenceMs(message)
  return (
    <span className={isFarApart(message) ? 'text-warning' : 'text-fg-3'}>
      {differenceMs < 0 ? '−' : '+'}
      {format.duration(Math.abs(differenceMs))}
    </span>
  )
}

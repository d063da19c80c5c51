'use client'

import { useFormat } from '#components/layout/use-format.ts'
import type { RuntimeItem } from '#lib/nodes/schema.ts'
import { readRuntime } from './read-runtime.ts'

/** A value of runtime info as people read it; null where it reads best as the broker wrote it. */
export function useRuntimeReading(): (item: RuntimeItem) => string | null {
  const format = useFormat()
  return (item) => {
    const reading = readRuntime(item)
    switch (reading?.kind) {
      case 'rates':
        return reading.values.map((rate) => (rate === null ? '?' : format.rate(rate))).join(' · ')
      case 'bytes':
        return format.bytes(reading.value)
      case 'count':
        return format.number(reading.value)
      case 'duration':
        return format.duration(reading.ms)
      case 'ratio':
        return format.percent(reading.value)
      case 'instant':
        return format.instant(reading.at, false)
      default:
        return null
    }
  }
}

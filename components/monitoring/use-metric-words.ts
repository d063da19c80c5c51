'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { Roundness } from '#components/charts/ticks.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { catalogueEntry } from '#lib/monitoring/catalogue.ts'
import type { MetricName, MetricObject } from '#lib/monitoring/schema.ts'

interface UnitFormat {
  /** Word beside the title; absent where each value says its unit itself. */
  unit?: string
  format: (value: number) => string
  formatAxis: (value: number) => string
  roundness: Roundness
}

const DAY_MS = 86_400_000

/** Names, units and formats of metrics. */
export function useMetricWords() {
  const t = useTranslations('monitoring')
  const format = useFormat()
  return useMemo(() => {
    /** `20m`, not `20m 00s`: ticks are round. */
    const axisDuration = (ms: number) => (ms === 0 ? '0' : format.duration(ms).replace(/ 0+\s?\D+$/, ''))
    const bytes: Omit<UnitFormat, 'unit'> = {
      format: format.bytes,
      formatAxis: (value) => (value === 0 ? '0' : format.bytes(value).replace(/[.]0 /, ' ')),
      roundness: 'bytes',
    }
    const count: Omit<UnitFormat, 'unit'> = {
      format: format.compact,
      formatAxis: format.compact,
      roundness: 'decimal',
    }

    function unitFormat(metric: MetricName): UnitFormat {
      const { unit } = catalogueEntry(metric)
      switch (unit) {
        case 'ms':
          return { format: format.duration, formatAxis: axisDuration, roundness: 'ms' }
        case 's':
          return {
            format: (value) => format.duration(value * 1000),
            formatAxis: (value) => axisDuration(value * 1000),
            roundness: 'decimal',
          }
        case 'd':
          return {
            format: (value) => format.duration(value * DAY_MS),
            formatAxis: (value) => axisDuration(value * DAY_MS),
            roundness: 'decimal',
          }
        case 'ratio':
          return { format: format.percent, formatAxis: format.percent, roundness: 'decimal' }
        case 'B':
          return bytes
        case 'B/s':
          return { ...bytes, unit: t('units.perSecond') }
        case 'msg/s':
          return {
            format: format.rate,
            formatAxis: format.compact,
            roundness: 'decimal',
            unit: t('units.messagesPerSecond'),
          }
        case '1/s':
          return { format: format.rate, formatAxis: format.compact, roundness: 'decimal', unit: t('units.perSecond') }
        case 'msg':
          return { ...count, unit: t('units.messages') }
        default:
          return count
      }
    }

    /** What a part of a split metric is called: an upper bound as such, all else by its own name. */
    function partName(metric: MetricName, part: string): string {
      const { splitBy } = catalogueEntry(metric)
      if (splitBy === 'bytes' || splitBy === 'ms') {
        const bound = Number(part)
        if (!Number.isFinite(bound)) return t('parts.above')
        return `≤ ${splitBy === 'bytes' ? format.bytes(bound) : format.duration(bound)}`
      }
      return part
    }

    function objectName(object: MetricObject): string {
      return object.clientId ?? object.groupName ?? object.topicName ?? object.brokerName ?? object.namespace ?? ''
    }

    return { metricName: (metric: MetricName) => t(`metrics.${metric}`), unitFormat, partName, objectName }
  }, [t, format])
}

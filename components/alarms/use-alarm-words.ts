'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { type Formats, useFormat } from '#components/layout/use-format.ts'
import type { AlarmCondition, AlarmRule, NewAlarmRule, Thresholds } from '#lib/alarms/rule-schema.ts'
import type { AlarmObject, Severity, WeeklyHours } from '#lib/alarms/schema.ts'
import { objectName } from './alarm-href.ts'
import { formatMeasure } from './measure.ts'

export interface AlarmWords {
  metric: (metric: string) => string
  value: (value: number, unit: string) => string
  object: (object: AlarmObject, clusterName: string) => string
  /** `lag time, max of 1m > 10m` */
  condition: (row: AlarmCondition, unit: string) => string
  conditions: (
    rule: Pick<NewAlarmRule, 'conditions' | 'combine' | 'expression' | 'forPeriods'>,
    unitOf: UnitOf,
  ) => string
  clusters: (clusters: NewAlarmRule['clusters'], nameOf: (clusterId: string) => string) => string
  hours: (hours: WeeklyHours) => string
  repeat: (rule: Pick<AlarmRule, 'repeatMs' | 'growRepeat' | 'maxSends'>) => string
  duration: (ms: number) => string
}

export type UnitOf = (metric: string) => string
export const severityKeys = { CRITICAL: 'critical', WARNING: 'warning', INFO: 'info' } as const satisfies Record<
  Severity,
  keyof Thresholds
>
const signs = { gt: '>', ge: '≥', lt: '<', le: '≤', eq: '=', ne: '≠' } as const
const isSign = (operator: string): operator is keyof typeof signs => operator in signs

/** A change is compared in percent, whatever the metric is measured in. */
export const thresholdUnit = ({ operator }: Pick<AlarmCondition, 'operator'>, unit: string): string =>
  operator === 'increase' || operator === 'decrease' || operator === 'wave' ? 'percent' : unit

/** What is or is not, in the API 1 and 0, has no unit and no limit that people set. */
export const isFlag = (unit: string): boolean => unit === ''

/** Of the rows, by letter. */
export const rowLetter = (index: number): string => String.fromCharCode(65 + index)

/** `5m`, not `5m 00s`. */
export const shortDuration = (ms: number, format: Pick<Formats, 'duration'>): string =>
  format.duration(ms).replace(/ 0+( ?[^\d ]+)$/, '')

/** How rules, conditions and what they are about read. */
export function useAlarmWords(): AlarmWords {
  const t = useTranslations('alarms')
  const format = useFormat()
  return useMemo(() => {
    const metric = (name: string) => {
      const key = `metrics.${name}` as Parameters<typeof t.has>[0] // metrics are the server's: `has` decides
      return t.has(key) ? t(key as 'metrics.lag') : name // one of them, by the line above
    }
    const duration = (ms: number) => shortDuration(ms, format)
    const value = (number: number, unit: string) => {
      if (isFlag(unit)) return number === 0 ? t('units.no') : t('units.yes')
      return formatMeasure(number, unit, format)
    }
    const condition = (row: AlarmCondition, unit: string): string => {
      const { aggregate, operator, periodSeconds, thresholds, compareWith } = row
      const period = duration(periodSeconds * 1000)
      if (isFlag(unit)) return metric(row.metric)
      if (operator === 'noData') return t('words.noData', { metric: metric(row.metric), period })
      const limits = [thresholds.info, thresholds.warning, thresholds.critical]
        .flatMap((limit) => (limit === undefined ? [] : [value(limit, thresholdUnit(row, unit))]))
        .join(' / ')
      const what =
        aggregate === 'last'
          ? metric(row.metric)
          : t('words.aggregated', { metric: metric(row.metric), aggregate: t(`aggregates.${aggregate}`), period })
      return isSign(operator)
        ? `${what} ${signs[operator]} ${limits}`
        : t('words.change', {
            what,
            operator: t(`operators.${operator}`),
            limits,
            compareWith: t(`compareWith.${compareWith ?? 'previous'}`),
          })
    }
    return {
      metric,
      value,
      duration,
      object: (object, clusterName) => objectName(object) ?? clusterName,
      condition,
      conditions: ({ conditions, combine, expression, forPeriods }, unitOf) => {
        const rows = conditions.map((row) => condition(row, unitOf(row.metric)))
        const joined =
          combine === 'expression'
            ? `${expression}: ${rows.map((row, index) => `${rowLetter(index)} ${row}`).join('; ')}`
            : rows.join(` ${t(`words.${combine}`)} `)
        const period = Math.min(...conditions.map(({ periodSeconds }) => periodSeconds))
        return forPeriods <= 1
          ? joined
          : t('words.forLong', { what: joined, time: duration(forPeriods * period * 1000) })
      },
      clusters: (clusters, nameOf) => {
        if (clusters === 'all') return t('words.allClusters')
        return [
          ...(clusters.clusterIds ?? []).map(nameOf),
          ...(clusters.environments ?? []),
          ...Object.entries(clusters.labels ?? {}).map(([key, label]) => `${key}=${label}`),
        ].join(', ')
      },
      hours: ({ weekdays, from, to, timeZone }) =>
        `${weekdays.map((day) => t(`weekdays.${day as 1}`)).join(' ')} ${from}–${to} ${timeZone}`, // 1 to 7 by the schema
      repeat: ({ repeatMs, growRepeat, maxSends }) => {
        if (repeatMs === null) return t('words.once')
        return t('words.every', {
          time: duration(repeatMs),
          grows: String(growRepeat),
          times: maxSends ?? 0,
        })
      },
    }
  }, [t, format])
}

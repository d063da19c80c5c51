'use client'

import { useLocale } from 'next-intl'
import { useMemo } from 'react'
import {
  formatAge,
  formatBytes,
  formatChange,
  formatCompact,
  formatDate,
  formatDuration,
  formatInstant,
  formatNumber,
  formatPercent,
  formatRate,
  formatTime,
  formatZone,
} from '#lib/format.ts'
import { usePreferences } from './preferences-provider.tsx'

export interface Formats {
  number: (value: number | bigint) => string
  change: (value: number | bigint) => string
  compact: (value: number | bigint) => string
  bytes: (value: number | bigint) => string
  rate: (perSecond: number) => string
  percent: (ratio: number) => string
  duration: (durationMs: number) => string
  /** Length of time as an age, `<1s` below a second. */
  age: (ageMs: number) => string
  /** `2026-11-22 14:32:07.123` in the zone of the console. */
  instant: (at: Date, withMs?: boolean) => string
  time: (at: Date, withMs?: boolean) => string
  date: (at: Date) => string
  /** `UTC+08:00`. */
  zone: (at?: Date) => string
}

/** The formats of `lib/format.ts`, bound to the language and zone of the console. */
export function useFormat(): Formats {
  const locale = useLocale()
  const { timeZone } = usePreferences()
  return useMemo<Formats>(
    () => ({
      number: (value) => formatNumber(value, locale),
      change: (value) => formatChange(value, locale),
      compact: formatCompact,
      bytes: (value) => formatBytes(value, locale),
      rate: (perSecond) => formatRate(perSecond, locale),
      percent: (ratio) => formatPercent(ratio, locale),
      duration: (durationMs) => formatDuration(durationMs, locale),
      age: (ageMs) => formatAge(ageMs, locale),
      instant: (at, withMs) => formatInstant(at, timeZone, withMs),
      time: (at, withMs) => formatTime(at, timeZone, withMs),
      date: (at) => formatDate(at, timeZone),
      zone: (at = new Date()) => formatZone(at, timeZone),
    }),
    [locale, timeZone],
  )
}

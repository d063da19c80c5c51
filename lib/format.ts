/**
 * How numbers, bytes, durations and instants read on screen (design.md §7). Pure: locale and zone are arguments. `bigint` stays
 * exact to the last digit; only the abbreviated forms round.
 */
export type FormatLocale = 'en' | 'zh-CN'

const minus = (text: string): string => text.replace(/^-/, '−')

const numberFormats = new Map<string, Intl.NumberFormat>()

/** Made once: to make one takes a hundred times as long as to use it, and a list shows thousands of numbers. */
function numberFormat(locale: FormatLocale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let format = numberFormats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale, options)
    numberFormats.set(key, format)
  }
  return format
}

/** `1,284,310`; up to `fractionDigits` decimals for a fraction. */
export function formatNumber(value: number | bigint, locale: FormatLocale, fractionDigits = 0): string {
  return minus(numberFormat(locale, { maximumFractionDigits: fractionDigits }).format(value))
}

/** A change, with its sign: `+12`, `−4`, `0`. */
export function formatChange(value: number | bigint, locale: FormatLocale): string {
  const text = formatNumber(value, locale)
  return value > 0 ? `+${text}` : text
}

const compactSteps: readonly [bigint, string][] = [
  [1_000_000_000_000_000n, 'P'],
  [1_000_000_000_000n, 'T'],
  [1_000_000_000n, 'G'],
  [1_000_000n, 'M'],
  [1_000n, 'k'],
]

/** `1.2M`, for axes and cells too narrow for the exact number, which must then be on hover and on copy. */
export function formatCompact(value: number | bigint): string {
  const whole = typeof value === 'bigint' ? value : BigInt(Math.round(value))
  const size = whole < 0n ? -whole : whole
  const step = compactSteps.find(([unit]) => size >= unit)
  if (!step) return minus(typeof value === 'number' && size < 10n ? String(Math.round(value * 10) / 10) : String(whole))
  const [unit, letter] = step
  const tenths = (size * 10n) / unit
  const text = tenths < 100n ? `${tenths / 10n}.${tenths % 10n}` : `${tenths / 10n}`
  return `${whole < 0n ? '−' : ''}${text.replace(/\.0$/, '')}${letter}`
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const

/** IEC with a space: `425 B`, `1.8 GiB`, `142.8 GiB`. */
export function formatBytes(value: number | bigint, locale: FormatLocale): string {
  const whole = typeof value === 'bigint' ? value : BigInt(Math.round(value))
  const size = whole < 0n ? -whole : whole
  let unit = 0
  while (unit < byteUnits.length - 1 && size >= 1024n ** BigInt(unit + 1)) unit += 1
  const tenths = (size * 10n) / 1024n ** BigInt(unit)
  const number = numberFormat(locale, unit === 0 ? {} : { minimumFractionDigits: 1 }).format(Number(tenths) / 10)
  return `${whole < 0n ? '−' : ''}${number} ${byteUnits[unit]}`
}

/** A rate without its unit, which stands in the head: three digits below ten (`0.42`, `7.3`), whole above. */
export function formatRate(perSecond: number, locale: FormatLocale): string {
  const size = Math.abs(perSecond)
  if (size > 0 && size < 0.01) return '<0.01'
  return formatNumber(perSecond, locale, size < 1 ? 2 : size < 10 ? 1 : 0)
}

/** Without decimals; a share that is not whole never reads `0%` or `100%`. */
export function formatPercent(ratio: number, locale: FormatLocale): string {
  if (ratio > 0 && ratio < 0.005) return '<1%'
  if (ratio > 0.995 && ratio < 1) return '>99%'
  return minus(numberFormat(locale, { style: 'percent' }).format(ratio))
}

type DurationUnit = 'ms' | 's' | 'm' | 'h' | 'd'

const durationWords: Record<FormatLocale, Record<DurationUnit, string>> = {
  en: { ms: 'ms', s: 's', m: 'm', h: 'h', d: 'd' },
  'zh-CN': { ms: ' 毫秒', s: ' 秒', m: ' 分', h: ' 小时', d: ' 天' },
}

/** At most two units, the second padded: `8.1ms`, `840ms`, `42s`, `18m 42s`, `3h 07m`, `41d 06h`; Chinese `18 分 42 秒`. */
export function formatDuration(durationMs: number, locale: FormatLocale): string {
  const words = durationWords[locale]
  const sign = durationMs < 0 ? '−' : ''
  const size = Math.abs(durationMs)
  if (size < 10) return `${sign}${Math.round(size * 10) / 10}${words.ms}`
  if (size < 1000) return `${sign}${Math.round(size)}${words.ms}`
  if (size < 10_000 && size % 1000 >= 50) return `${sign}${Math.floor(size / 100) / 10}${words.s}`
  const seconds = Math.floor(size / 1000)
  const pairs: readonly [number, DurationUnit, number, DurationUnit][] = [
    [86_400, 'd', 3600, 'h'],
    [3600, 'h', 60, 'm'],
    [60, 'm', 1, 's'],
  ]
  for (const [big, bigUnit, small, smallUnit] of pairs) {
    if (seconds < big) continue
    const rest = Math.floor((seconds % big) / small)
    return `${sign}${Math.floor(seconds / big)}${words[bigUnit]} ${String(rest).padStart(2, '0')}${words[smallUnit]}`
  }
  return `${sign}${seconds}${words.s}`
}

/** `<1s` for what lies below the resolution of a second; else as a duration of whole seconds. */
export function formatAge(ageMs: number, locale: FormatLocale): string {
  if (ageMs < 1000) return `<1${durationWords[locale].s}`
  return formatDuration(Math.floor(ageMs / 1000) * 1000, locale)
}

const partsFormats = new Map<string, Intl.DateTimeFormat>()

/** Calendar fields of an instant in a zone. */
export function zonedParts(
  at: Date,
  timeZone: string,
): Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', string> {
  let format = partsFormats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    partsFormats.set(timeZone, format)
  }
  const parts = { year: '', month: '', day: '', hour: '', minute: '', second: '' }
  for (const { type, value } of format.formatToParts(at)) if (type in parts) parts[type as keyof typeof parts] = value
  return parts
}

/** `2026-11-22`. The form is the same in every language. */
export function formatDate(at: Date, timeZone: string): string {
  const { year, month, day } = zonedParts(at, timeZone)
  return `${year.padStart(4, '0')}-${month}-${day}`
}

/** `14:32:07.123`, or without the milliseconds. */
export function formatTime(at: Date, timeZone: string, withMs = true): string {
  const { hour, minute, second } = zonedParts(at, timeZone)
  const ms = String(((at.getTime() % 1000) + 1000) % 1000).padStart(3, '0')
  return `${hour}:${minute}:${second}${withMs ? `.${ms}` : ''}`
}

/** `2026-11-22 14:32:07.123`. */
export function formatInstant(at: Date, timeZone: string, withMs = true): string {
  return `${formatDate(at, timeZone)} ${formatTime(at, timeZone, withMs)}`
}

/** Minutes that the zone is ahead of UTC at an instant. */
export function zoneOffsetMinutes(at: Date, timeZone: string): number {
  const { year, month, day, hour, minute, second } = zonedParts(at, timeZone)
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  return Math.round((local - Math.floor(at.getTime() / 1000) * 1000) / 60_000)
}

/** `UTC+08:00`, at an instant: a zone with summer time has two names. */
export function formatZone(at: Date, timeZone: string): string {
  const offset = zoneOffsetMinutes(at, timeZone)
  const size = Math.abs(offset)
  const two = (value: number) => String(value).padStart(2, '0')
  return offset === 0 ? 'UTC' : `UTC${offset < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** How a value with a unit of the catalogue is read and typed: "10 min", "1k", "75 %", "1 GiB". */
interface MeasureFormats {
  number: (value: number) => string
  bytes: (value: number) => string
  rate: (perSecond: number) => string
  percent: (ratio: number) => string
  duration: (durationMs: number) => string
}

const msPer: Record<string, number> = { ms: 1, s: 1000, d: 86_400_000 }
const isTime = (unit: string): boolean => unit in msPer
/** Kept as a ratio, or as percent where a change is compared. */
const isShare = (unit: string): boolean => unit === 'ratio' || unit === 'percent'
const isBytes = (unit: string): boolean => unit === 'B' || unit === 'B/s'

const timeWords: Record<string, number> = {
  ms: 1,
  毫秒: 1,
  s: 1000,
  sec: 1000,
  秒: 1000,
  m: 60_000,
  min: 60_000,
  分: 60_000,
  分钟: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  小时: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
  天: 86_400_000,
}
const sizeWords: Record<string, number> = {
  b: 1,
  k: 1024,
  kb: 1024,
  kib: 1024,
  m: 1024 ** 2,
  mb: 1024 ** 2,
  mib: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1024 ** 3,
  gib: 1024 ** 3,
  t: 1024 ** 4,
  tb: 1024 ** 4,
  tib: 1024 ** 4,
}
const countWords: Record<string, number> = { k: 1e3, 千: 1e3, 万: 1e4, m: 1e6, g: 1e9, 亿: 1e8 }

const number = String.raw`-?(?:\d+(?:[.]\d+)?|[.]\d+)`

/**
 * The number that was meant, in the unit of the metric; null where there is none. A bare number is in the unit itself; a share
 * is typed in percent and kept as a ratio.
 */
export function parseMeasure(text: string, unit: string): number | null {
  const plain = text.trim().toLowerCase().replaceAll(',', '').replaceAll('，', '').replaceAll('−', '-')
  if (plain === '') return null
  if (isTime(unit)) {
    if (new RegExp(`^${number}$`).test(plain)) return Number(plain)
    const ms = sumOf(plain, timeWords)
    return ms === null ? null : ms / (msPer[unit] ?? 1)
  }
  const found = new RegExp(`^(${number})\\s*(%|[^\\d\\s].*)?$`).exec(plain)
  if (!found) return null
  const value = Number(found[1])
  const tail = unit === 'B/s' ? '/s' : unit === 'B' || isShare(unit) ? '' : unit
  const typed = (found[2] ?? '').trim()
  const word = (typed.endsWith(tail) ? typed.slice(0, typed.length - tail.length) : typed).trim()
  if (isShare(unit)) return word === '' || word === '%' ? value / (unit === 'ratio' ? 100 : 1) : null
  if (word === '') return value
  const factor = (isBytes(unit) ? sizeWords : countWords)[word]
  return factor === undefined ? null : value * factor
}

/** "1h 30m" is a sum; each number needs its word. */
function sumOf(text: string, words: Record<string, number>): number | null {
  const parts = [...text.matchAll(new RegExp(`(${number})\\s*([^\\d\\s.-]+)`, 'g'))]
  if (
    parts.length === 0 ||
    parts
      .map(([whole]) => whole)
      .join('')
      .replace(/\s/g, '') !== text.replace(/\s/g, '')
  )
    return null
  let sum = 0
  for (const [, value, word = ''] of parts) {
    const factor = words[word]
    if (factor === undefined) return null
    sum += Number(value) * factor
  }
  return sum
}

/** With its unit, where the form does not carry it: `18m 42s`, `87%`, `1.8 GiB`, `412 msg/s`, `12,000`. */
export function formatMeasure(value: number, unit: string, formats: MeasureFormats): string {
  if (isTime(unit)) return formats.duration(value * (msPer[unit] ?? 1)).replace(/ 0+([^\d]+)$/, '')
  if (unit === 'B') return formats.bytes(value)
  if (unit === 'B/s') return `${formats.bytes(value)}/s`
  if (isShare(unit)) return formats.percent(unit === 'ratio' ? value : value / 100)
  if (unit.endsWith('/s')) return `${formats.rate(value)} ${unit}`
  const text = Number.isInteger(value) || Math.abs(value) >= 100 ? formats.number(value) : formats.rate(value)
  return text
}

/** What stands in a field: exact, so that saving without a change changes nothing. */
export function typedMeasure(value: number, unit: string): string {
  if (isShare(unit)) return `${Number((unit === 'ratio' ? value * 100 : value).toPrecision(12))}%`
  if (isTime(unit)) {
    const ms = value * (msPer[unit] ?? 1)
    const word = [
      [86_400_000, 'd'],
      [3_600_000, 'h'],
      [60_000, 'min'],
      [1000, 's'],
    ] as const
    const fits = word.find(([size]) => ms !== 0 && ms % size === 0)
    return fits ? `${ms / fits[0]} ${fits[1]}` : `${ms} ms`
  }
  if (isBytes(unit)) {
    const steps = [
      [1024 ** 4, 'TiB'],
      [1024 ** 3, 'GiB'],
      [1024 ** 2, 'MiB'],
      [1024, 'KiB'],
    ] as const
    const fits = steps.find(([size]) => value !== 0 && value % size === 0)
    return fits ? `${value / fits[0]} ${fits[1]}` : String(value)
  }
  return String(value)
}

/** A round number near what was dragged: two significant digits, in the steps that the unit is read in. */
export function roundMeasure(value: number, unit: string): number {
  if (value <= 0) return 0
  if (unit === 'ratio') return Math.round(value * 100) / 100
  if (unit === 'percent') return Math.round(value)
  if (isTime(unit)) {
    const ms = value * (msPer[unit] ?? 1)
    const step = ms < 1000 ? 10 : ms < 60_000 ? 1000 : ms < 3_600_000 ? 10_000 : ms < 86_400_000 ? 300_000 : 3_600_000
    return (Math.round(ms / step) * step) / (msPer[unit] ?? 1)
  }
  const power = 10 ** (Math.floor(Math.log10(value)) - 1)
  return Number((Math.round(value / power) * power).toPrecision(12))
}

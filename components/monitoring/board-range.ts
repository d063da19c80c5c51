import { resolveRange, type TypedRange } from '#components/ui/date-range/parse-range.ts'

/** The longest that the store answers. */
export const MAX_DAYS = 90

export const quickRanges = ['15m', '1h', '3h', '6h', '24h', '7d', '30d', '90d'] as const
export const DEFAULT_RANGE = '3h'

/** What an address says of the time of a board. */
export interface RangeSetting {
  text: string
  /** Null: as fine as it is kept and can be drawn. */
  stepSeconds: number | null
  /** Zone in which times without an offset are read. */
  timeZone: string
}

const last = /^\d{1,6}[mhdw]$/

/** `90m` for what ends now, else `<from>..<to>` as typed: what an address carries. */
export function rangeText({ from, to }: TypedRange): string {
  const length = /^now-(\d{1,6}[mhdw])$/.exec(from.trim())?.[1]
  return length !== undefined && to.trim() === 'now' ? length : `${from.trim()}..${to.trim()}`
}

/** The two ends of what an address carries; the default when it makes no sense. */
export function readRange(text: string): TypedRange {
  if (last.test(text)) return { from: `now-${text}`, to: 'now' }
  const [from, to, ...more] = text.split('..')
  if (!from || !to || more.length > 0) return { from: `now-${DEFAULT_RANGE}`, to: 'now' }
  return { from, to }
}

/** A range between two instants, to the second. */
export const absoluteRange = (from: Date, to: Date): string =>
  `${new Date(Math.floor(from.getTime() / 1000) * 1000).toISOString().replace('.000Z', 'Z')}..${new Date(Math.ceil(to.getTime() / 1000) * 1000).toISOString().replace('.000Z', 'Z')}`

/** The instants of a range; the default range when it is none, or too long. */
export function rangeEnds(text: string, now: Date, timeZone: string): { from: Date; to: Date } {
  const context = { now, timeZone }
  const ends = resolveRange(readRange(text), context, MAX_DAYS)
  if (!('problem' in ends)) return ends
  const usual = resolveRange({ from: `now-${DEFAULT_RANGE}`, to: 'now' }, context)
  if ('problem' in usual) throw new Error('the default range is a range')
  return usual
}

/** Whether the range moves on with time, so that it is read again. */
export const isMoving = (text: string): boolean => readRange(text).to.trim().startsWith('now')

const KEY = 'apogee.monitoring.range'

/** The range that was looked at last in this tab: boards that are opened without one begin with it. */
export function rememberRange(text: string): void {
  try {
    sessionStorage.setItem(KEY, text)
  } catch {
    // Storage may be switched off: then each board begins with the default.
  }
}

export function rememberedRange(): string | null {
  try {
    return sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}

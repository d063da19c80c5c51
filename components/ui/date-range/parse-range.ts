import { formatDate, zoneOffsetMinutes } from '#lib/format.ts'

/** A range as typed; what a URL carries. `now-15m` moves with time, an instant does not. */
export interface TypedRange {
  from: string
  to: string
}

export interface RangeContext {
  now: Date
  /** Zone in which times without an offset are read. */
  timeZone: string
}

export type RangeProblem = 'from' | 'to' | 'order' | 'tooLong'

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

const isUnit = (text: string | undefined): text is keyof typeof unitMs => text !== undefined && text in unitMs

const relative = /^now(?:\s*([+-])\s*(\d{1,6})\s*([smhdw]))?(?:\s*\/\s*([mhd]))?$/i
const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/
const calendar = /^(?:(\d{4})-)?(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?$/
const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/i

/** The instant at which a wall clock in the zone shows these fields. In the gap of a summer-time change: an hour later. */
export function zonedInstant(
  fields: { year: number; month: number; day: number; ms: number },
  timeZone: string,
): Date | null {
  const { year, month, day, ms } = fields
  const wall = Date.UTC(year, month - 1, day) + ms
  const date = new Date(wall)
  // Date.UTC rolls 11-31 over into December: that is a typing error, not a date.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  // The offset depends on the instant that is looked for: of those on both days beside it, one shows this wall clock, or in the
  // gap none does, and the one before the change reads an hour later.
  const before = new Date(wall - zoneOffsetMinutes(new Date(wall - unitMs.d), timeZone) * 60_000)
  const after = new Date(wall - zoneOffsetMinutes(new Date(wall + unitMs.d), timeZone) * 60_000)
  const shows = (at: Date) => at.getTime() + zoneOffsetMinutes(at, timeZone) * 60_000 === wall
  return shows(before) || !shows(after) ? before : after
}

function clockMs(hour = '0', minute = '0', second = '0', fraction = '0'): number | null {
  const [h, m, s] = [Number(hour), Number(minute), Number(second)]
  if (h > 23 || m > 59 || s > 59) return null
  return ((h * 60 + m) * 60 + s) * 1000 + Number(fraction.padEnd(3, '0'))
}

/**
 * Reads one end of a range: `now`, `now-90m`, `now-1d/d` (start of that day), `14:30[:07[.123]]` (today), `11-22 [14:30]`,
 * `2026-11-22 [14:30:07.123]`, ISO 8601 with an offset, or epoch milliseconds. null = none of these.
 */
export function parseInstant(text: string, { now, timeZone }: RangeContext): Date | null {
  const input = text.trim()
  const today = formatDate(now, timeZone).split('-').map(Number)
  const [year = 0, month = 0, day = 0] = today

  const moved = relative.exec(input)
  if (moved) {
    const [, sign, amount, unit, floor] = moved
    const unitName = unit?.toLowerCase()
    const shift = isUnit(unitName) ? Number(amount) * unitMs[unitName] * (sign === '-' ? -1 : 1) : 0
    const at = new Date(now.getTime() + shift)
    if (!floor) return at
    if (floor.toLowerCase() === 'd') {
      const [y = 0, m = 0, d = 0] = formatDate(at, timeZone).split('-').map(Number)
      return zonedInstant({ year: y, month: m, day: d, ms: 0 }, timeZone)
    }
    const step = floor.toLowerCase() === 'h' ? unitMs.h : unitMs.m
    const offset = zoneOffsetMinutes(at, timeZone) * 60_000
    return new Date(Math.floor((at.getTime() + offset) / step) * step - offset)
  }

  const time = clock.exec(input)
  if (time) {
    const ms = clockMs(time[1], time[2], time[3], time[4])
    return ms === null ? null : zonedInstant({ year, month, day, ms }, timeZone)
  }

  const date = calendar.exec(input)
  if (date) {
    const ms = clockMs(date[4], date[5], date[6], date[7])
    if (ms === null) return null
    return zonedInstant(
      { year: date[1] === undefined ? year : Number(date[1]), month: Number(date[2]), day: Number(date[3]), ms },
      timeZone,
    )
  }

  if (withOffset.test(input) || /^\d{12,14}$/.test(input)) {
    const at = new Date(/^\d+$/.test(input) ? Number(input) : input)
    return Number.isNaN(at.getTime()) ? null : at
  }
  return null
}

/** Both ends of a typed range as instants, or which rule it breaks. `maxDays` limits its length. */
export function resolveRange(
  range: TypedRange,
  context: RangeContext,
  maxDays?: number,
): { from: Date; to: Date } | { problem: RangeProblem } {
  const from = parseInstant(range.from, context)
  if (!from) return { problem: 'from' }
  const to = parseInstant(range.to, context)
  if (!to) return { problem: 'to' }
  if (from >= to) return { problem: 'order' }
  if (maxDays !== undefined && to.getTime() - from.getTime() > maxDays * unitMs.d) return { problem: 'tooLong' }
  return { from, to }
}

/** `now-90m` to `now` as an amount and its unit, for "Last 90m"; null for any other range. */
export function asLast(range: TypedRange): { count: number; unit: 'm' | 'h' | 'd' } | null {
  const match = /^now-(\d{1,6})([mhd])$/.exec(range.from.trim())
  if (!match || range.to.trim() !== 'now') return null
  return { count: Number(match[1]), unit: match[2] as 'm' | 'h' | 'd' } // the pattern admits only these
}

import { isWithinWindows } from '#lib/notifications/windows.ts'
import type { WeeklyHours } from './schema.ts'

const DAY_MS = 24 * 3_600_000
const MINUTE_MS = 60_000

/** In the hours as the clock on the wall of their zone says. */
export const isWithinHours = (hours: WeeklyHours, at: Date): boolean => isWithinWindows([hours], at)

const formats = new Map<string, Intl.DateTimeFormat>()
function formatIn(timeZone: string): Intl.DateTimeFormat {
  const held = formats.get(timeZone)
  if (held) return held
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  formats.set(timeZone, made)
  return made
}

/** What the clock on the wall says, as if it were UTC. */
function wallTime(atMs: number, timeZone: string): number {
  const parts = new Map(
    formatIn(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const get = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  return Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'))
}

/**
 * When the clock on the wall says so. A time that a clock change leaves out is taken after it, one that comes twice is the first.
 */
function instantOf(wallMs: number, timeZone: string): number {
  // The offset before and after a change that may lie within a day.
  const offsets = [wallMs - DAY_MS, wallMs + DAY_MS].map((near) => wallTime(near, timeZone) - near)
  const candidates = offsets.map((offset) => wallMs - offset)
  const exact = candidates.filter((at) => wallTime(at, timeZone) === wallMs)
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates)
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** The hours that hold now or come next, as instants, oldest first. */
export function nextHours(
  { weekdays, from, to, timeZone }: WeeklyHours,
  at: Date,
  count: number,
): { from: Date; to: Date }[] {
  const found: { from: Date; to: Date }[] = []
  const [begin, end] = [minutesOf(from), minutesOf(to)]
  const today = Math.floor(wallTime(at.getTime(), timeZone) / DAY_MS) * DAY_MS
  for (let day = -1; found.length < count && day <= count * 7 + 7; day++) {
    const midnight = today + day * DAY_MS
    const weekday = new Date(midnight).getUTCDay() || 7
    if (!weekdays.includes(weekday)) continue
    const starts = instantOf(midnight + begin * MINUTE_MS, timeZone)
    const ends = instantOf(midnight + (end > begin ? 0 : DAY_MS) + end * MINUTE_MS, timeZone)
    if (ends > at.getTime()) found.push({ from: new Date(starts), to: new Date(ends) })
  }
  return found
}

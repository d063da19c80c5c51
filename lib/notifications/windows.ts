import type { ActiveWindow } from './policy-schema.ts'

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const DAY_MINUTES = 24 * 60

const formats = new Map<string, Intl.DateTimeFormat>()
function formatIn(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(timeZone, format)
  }
  return format
}

/** Weekday (1 = Monday) and minute of the day, as the clock on the wall of that zone says: so daylight saving needs no care. */
function wallClock(at: Date, timeZone: string): { weekday: number; minute: number } {
  const parts = new Map(
    formatIn(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  return {
    weekday: weekdays.indexOf(parts.get('weekday') ?? '') + 1,
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  }
}

const minuteOf = (time: string): number => {
  const [hours = '0', minutes = '0'] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}

function isWithin({ weekdays: days, from, to, timeZone }: ActiveWindow, at: Date): boolean {
  const { weekday, minute } = wallClock(at, timeZone)
  const [begin, end] = [minuteOf(from), minuteOf(to) || DAY_MINUTES]
  if (begin < end) return days.includes(weekday) && minute >= begin && minute < end
  // Past midnight: the evening of a day of the list, or the morning after one.
  const yesterday = weekday === 1 ? 7 : weekday - 1
  return (days.includes(weekday) && minute >= begin) || (days.includes(yesterday) && minute < end)
}

/** No windows at all = always. */
export const isWithinWindows = (windows: readonly ActiveWindow[], at: Date): boolean =>
  windows.length === 0 || windows.some((window) => isWithin(window, at))

/** Days of a month in weeks from Monday; null pads the first and last week. `month` is 1…12. */
export function monthWeeks(year: number, month: number): (number | null)[][] {
  const first = new Date(Date.UTC(year, month - 1, 1))
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const lead = (first.getUTCDay() + 6) % 7
  const cells = [...Array<null>(lead).fill(null), ...Array.from({ length }, (_, index) => index + 1)]
  while (cells.length % 7 !== 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

/** The month before (−1) or after (+1). */
export function shiftMonth(year: number, month: number, by: number): { year: number; month: number } {
  const date = new Date(Date.UTC(year, month - 1 + by, 1))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1 }
}

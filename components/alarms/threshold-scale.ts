import { valueTicks } from '#components/charts/ticks.ts'

const msPer: Record<string, number> = { ms: 1, s: 1000, d: 86_400_000 }

/** Lines of the grid from 0 to above the largest value, round in the unit that people read: minutes, hours, GiB. */
export function scaleTicks(largest: number, unit: string): number[] {
  const per = msPer[unit]
  if (per !== undefined) {
    const ms = largest * per
    const size = [86_400_000, 3_600_000, 60_000, 1000].find((candidate) => ms >= 2 * candidate) ?? 1
    return valueTicks(ms / size).map((tick) => (tick * size) / per)
  }
  if (unit === 'B' || unit === 'B/s') {
    const size = [1024 ** 4, 1024 ** 3, 1024 ** 2, 1024].find((candidate) => largest >= 2 * candidate) ?? 1
    return valueTicks(largest / size).map((tick) => tick * size)
  }
  return valueTicks(largest)
}

interface Sample {
  at: Date
  value: number | null
}

/** Stretches in which nothing was measured, between what was. */
export function gapsOf(points: readonly Sample[], fromMs: number, toMs: number): { from: number; to: number }[] {
  const gaps: { from: number; to: number }[] = []
  let last = fromMs
  let isOpen = false
  for (const { at, value } of points) {
    if (value === null) isOpen = true
    else {
      if (isOpen) gaps.push({ from: last, to: at.getTime() })
      isOpen = false
      last = at.getTime()
    }
  }
  if (isOpen || points.length === 0) gaps.push({ from: last, to: toMs })
  return gaps
}

/** A line that breaks where nothing was measured, in a box of 1000 × 1000. */
export function linePath(points: readonly Sample[], fromMs: number, toMs: number, largest: number): string {
  const span = Math.max(1, toMs - fromMs)
  let isDown = false
  let path = ''
  for (const { at, value } of points) {
    if (value === null) {
      isDown = false
      continue
    }
    const x = Math.round(((at.getTime() - fromMs) / span) * 10_000) / 10
    const y = Math.round((1 - Math.min(1, Math.max(0, value / largest))) * 10_000) / 10
    path += `${isDown ? 'L' : 'M'}${x} ${y}`
    isDown = true
  }
  return path
}

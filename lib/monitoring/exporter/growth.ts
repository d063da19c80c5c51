import { type FamilyName, familyOf } from './families.ts'
import type { ExporterReading, Histogram } from './read-exporter.ts'

/** What came to the counters of one endpoint between two readings. */
export interface ExporterGrowth {
  seconds: number
  /** By family and key, of counters. */
  values: ReadonlyMap<FamilyName, ReadonlyMap<string, number>>
  histograms: ReadonlyMap<FamilyName, ReadonlyMap<string, Histogram>>
}

/** Below this a rate is noise. */
const LEAST_SECONDS = 1

/**
 * The growth of all counters from one reading to the next. Null when the process started anew in between: one counter that went
 * back, or is gone, says so of all, for those that are higher already would be counted too low. Never negative. A counter that
 * appears has begun at 0.
 */
export function growthOf(before: ExporterReading | undefined, now: ExporterReading): ExporterGrowth | null {
  if (!before || before.isDelta || now.isDelta) return null
  const seconds = (now.at - before.at) / 1000
  if (seconds < LEAST_SECONDS) return null
  const values = new Map<FamilyName, Map<string, number>>()
  for (const [family, byKey] of now.values) {
    if (familyOf(family).kind !== 'counter') continue
    const grown = subtractEach(before.values.get(family), byKey, (then = 0, value) => {
      return value >= then ? value - then : null
    })
    if (!grown) return null
    values.set(family, grown)
  }
  const histograms = new Map<FamilyName, Map<string, Histogram>>()
  for (const [family, byKey] of now.histograms) {
    const grown = subtractEach(before.histograms.get(family), byKey, subtract)
    if (!grown) return null
    histograms.set(family, grown)
  }
  for (const family of [...before.values.keys(), ...before.histograms.keys()]) {
    if (familyOf(family).kind !== 'gauge' && !now.values.has(family) && !now.histograms.has(family)) return null
  }
  return { seconds, values, histograms }
}

/** Null when one of them went back or is gone. */
function subtractEach<T>(
  before: ReadonlyMap<string, T> | undefined,
  now: ReadonlyMap<string, T>,
  subtractOne: (before: T | undefined, now: T) => T | null,
): Map<string, T> | null {
  const grown = new Map<string, T>()
  for (const [key, value] of now) {
    const growth = subtractOne(before?.get(key), value)
    if (growth === null) return null
    grown.set(key, growth)
  }
  for (const key of before?.keys() ?? []) if (!now.has(key)) return null
  return grown
}

function subtract(before: Histogram | undefined, now: Histogram): Histogram | null {
  if (!before) return now
  const countThen = new Map(before.bounds.map((bound, i) => [bound, before.counts[i] ?? 0]))
  const counts = now.bounds.map((bound, i) => (now.counts[i] ?? 0) - (countThen.get(bound) ?? 0))
  const count = now.count - before.count
  if (count < 0 || counts.some((each) => each < 0)) return null
  return { bounds: now.bounds, counts, sum: Math.max(0, now.sum - before.sum), count }
}

/** Histograms of several endpoints, or of several keys of one, as one. They have the same bounds: brokers of one version do. */
export function addHistograms(histograms: readonly Histogram[]): Histogram | null {
  const [first] = histograms
  if (!first) return null
  const bounds = [...new Set(histograms.flatMap((each) => each.bounds))].sort((a, b) => a - b)
  const counts = bounds.map((bound) => histograms.reduce((sum, each) => sum + countBelow(each, bound), 0))
  const total = (read: (each: Histogram) => number) => histograms.reduce((sum, each) => sum + read(each), 0)
  return { bounds, counts, sum: total(({ sum }) => sum), count: total(({ count }) => count) }
}

function countBelow({ bounds, counts }: Histogram, bound: number): number {
  let below = 0
  for (const [i, each] of bounds.entries()) if (each <= bound) below = counts[i] ?? below
  return below
}

/**
 * The value below which the share lies, spread evenly within its bucket, as Prometheus does. In the last bucket it is the lower
 * bound, for nobody knows how far it goes. Null without any.
 */
export function quantile(share: number, { bounds, counts, count }: Histogram): number | null {
  if (count <= 0) return null
  const wanted = share * count
  let lower = 0
  let below = 0
  for (const [i, bound] of bounds.entries()) {
    const upTo = counts[i] ?? below
    if (upTo >= wanted && upTo > below) {
      if (!Number.isFinite(bound)) return lower
      return lower + ((bound - lower) * (wanted - below)) / (upTo - below)
    }
    below = upTo
    lower = Number.isFinite(bound) ? bound : lower
  }
  return lower
}

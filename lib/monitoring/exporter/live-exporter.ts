import { type FamilyName, familyOf } from './families.ts'
import { addHistograms, type ExporterGrowth } from './growth.ts'
import { type ExporterReading, type Histogram, joinKey, splitKey } from './read-exporter.ts'

/** What the endpoint of one node says now: read in this round. One that did not answer is none. */
export class LiveExporter {
  /** Milliseconds since the epoch. */
  readonly at: number
  private readonly reading: ExporterReading
  private readonly growth: ExporterGrowth | null
  private readonly cache = new Map<string, ReadonlyMap<string, unknown>>()

  /** @param growth since the reading before; null for the first one and after a restart */
  constructor(reading: ExporterReading, growth: ExporterGrowth | null) {
    this.at = reading.at
    this.reading = reading
    this.growth = growth
  }

  /** False in the first reading and after a restart. */
  get hasRates(): boolean {
    return this.growth !== null
  }

  /** Over so long its rates reach. */
  get seconds(): number {
    return this.growth?.seconds ?? 1
  }

  /** Growth of a counter per second, by the labels asked for, the others added up; null while there are no rates. */
  rates(family: FamilyName, ...labels: string[]): ReadonlyMap<string, number> | null {
    const { growth } = this
    if (!growth) return null
    return this.cached(`rates ${family} ${labels}`, () => {
      const sums = joinBy(family, growth.values.get(family), labels)
      return new Map([...sums].map(([key, values]) => [key, sumOf(values) / growth.seconds]))
    })
  }

  /** A gauge or the standing of a counter, by the labels asked for: added up, or the worst of an age. */
  values(family: FamilyName, ...labels: string[]): ReadonlyMap<string, number> {
    return this.cached(`values ${family} ${labels}`, () => {
      const join = familyOf(family).join === 'max' ? (values: number[]) => Math.max(...values) : sumOf
      const byKey = joinBy(family, this.reading.values.get(family), labels)
      return new Map([...byKey].map(([key, values]) => [key, join(values)]))
    })
  }

  /** What came to a histogram since the reading before; null while there are no rates. */
  histograms(family: FamilyName, ...labels: string[]): ReadonlyMap<string, Histogram> | null {
    const { growth } = this
    if (!growth) return null
    return this.cached(`histograms ${family} ${labels}`, () => {
      const byKey = joinBy(family, growth.histograms.get(family), labels)
      return new Map([...byKey].flatMap(([key, parts]) => toEntry(key, addHistograms(parts))))
    })
  }

  /** How often what a histogram measures has happened, per second. */
  histogramRates(family: FamilyName, ...labels: string[]): ReadonlyMap<string, number> | null {
    const { seconds } = this
    const histograms = this.histograms(family, ...labels)
    return histograms && new Map([...histograms].map(([key, { count }]) => [key, count / seconds]))
  }

  private cached<T>(key: string, make: () => Map<string, T>): ReadonlyMap<string, T> {
    const made = (this.cache.get(key) as ReadonlyMap<string, T> | undefined) ?? make() // one type per key
    this.cache.set(key, made)
    return made
  }
}

function joinBy<T>(
  family: FamilyName,
  byKey: ReadonlyMap<string, T> | undefined,
  labels: readonly string[],
): Map<string, T[]> {
  const places = labels.map((label) => familyOf(family).labels.indexOf(label))
  const joined = new Map<string, T[]>()
  for (const [key, value] of byKey ?? []) {
    const parts = splitKey(key)
    const short = joinKey(...places.map((place) => parts[place] ?? ''))
    const list = joined.get(short)
    if (list) list.push(value)
    else joined.set(short, [value])
  }
  return joined
}

const sumOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
const toEntry = <T>(key: string, value: T | null): [string, T][] => (value === null ? [] : [[key, value]])

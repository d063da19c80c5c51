import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { STALE_AFTER_MS } from '#lib/clusters/health-facts.ts'

/** What a broker's runtime info (28) says that the fleet shows. Null = not said. */
export interface BrokerFacts {
  inTps: number | null
  outTps: number | null
  diskUsedRatio: number | null
  /** ISO 8601. */
  oldestMessageAt: string | null
}

/** @see protocol notes §8.4 */
export function brokerFacts(runtime: Readonly<Record<string, string>>): BrokerFacts {
  const oldestMs = number(runtime.earliestMessageTimeStamp)
  const diskUsedRatio = number(runtime.commitLogDiskRatio)
  return {
    inTps: firstOfThree(runtime.putTps),
    // 4.9 misspells it.
    outTps: firstOfThree(runtime.getTransferredTps ?? runtime.getTransferedTps),
    // −1: the path is missing.
    diskUsedRatio: diskUsedRatio !== null && diskUsedRatio >= 0 ? diskUsedRatio : null,
    // An empty store says −1 or the largest number there is.
    oldestMessageAt:
      oldestMs !== null && oldestMs > 0 && oldestMs < MAX_TIME_MS ? new Date(oldestMs).toISOString() : null,
  }
}

const MAX_TIME_MS = 4_102_444_800_000

/** `10 s 60 s 600 s` averages: the first is the newest. */
const firstOfThree = (text: string | undefined) => number(text?.trim().split(/\s+/)[0])

/** Brokers format some numbers by their locale: a decimal comma is possible. */
function number(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null
  const value = Number(text.replace(',', '.'))
  return Number.isFinite(value) ? value : null
}

/** What one master said, and when it was last heard. */
export interface HeardFact<T> {
  value: T | null
  heardAt: Date | null
  isUp: boolean
}

/**
 * A number of the cluster out of those of its masters. One that is silent counts with what it last said until that is three
 * periods old; from then on the number is not known, for a sum without it would be a lie.
 */
export function combineFacts<T>(facts: readonly HeardFact<T>[], combine: (values: T[]) => T, now: Date): Measured<T> {
  if (facts.length === 0) return unknown('NO_ANSWER')
  const isOld = ({ heardAt }: HeardFact<T>) => !heardAt || now.getTime() - heardAt.getTime() > STALE_AFTER_MS
  if (facts.some((fact) => !fact.isUp && isOld(fact))) return unknown('NO_ANSWER')
  const values = facts.flatMap(({ value }) => (value === null ? [] : [value]))
  if (values.length < facts.length) return unknown('NOT_REPORTED')
  const value = combine(values)
  if (facts.every(({ isUp }) => isUp)) return ok(value, now)
  const heard = facts.flatMap(({ heardAt }) => heardAt?.getTime() ?? [])
  return { value, state: 'stale', at: new Date(Math.min(...heard)), reason: 'OLD' }
}

import type { Measured } from '#lib/api/endpoint.ts'
import type { GroupSample } from '#lib/monitoring/sample.ts'
import type { GroupState } from './schema.ts'

/** A group that is less behind than this keeps up, whichever way its lag moves at the moment. */
const KEEPING_UP_MS = 60_000

/** What the word is made of. */
type StandingNumbers = Pick<GroupSample, 'model' | 'clients' | 'lag' | 'lagTimeMs' | 'ackTps' | 'trend'>

/**
 * How a group stands. Asked in the order in which the answers exclude each other; without the numbers that an answer needs it is
 * UNKNOWN, never a good word.
 */
export function groupState(sample: StandingNumbers | undefined): GroupState {
  if (!sample) return 'UNKNOWN'
  if (sample.model === 'BROADCASTING') return 'BROADCAST'
  if (sample.lag.reason === 'NEVER_CONSUMED') return 'NEVER_CONSUMED'
  if (fresh(sample.clients)?.total === 0) return 'NO_CLIENT'
  const { value: lag } = sample.lag
  if (lag === null || sample.lag.state === 'stale') return 'UNKNOWN'
  const lagTimeMs = fresh(sample.lagTimeMs)
  if (lag <= 0n && sample.lag.reason !== 'PARTIAL') return 'KEEPING_UP'
  if (lag <= 0n) return 'UNKNOWN'
  if (waitsMs(lagTimeMs, lag, fresh(sample.ackTps)) < KEEPING_UP_MS) return 'KEEPING_UP'
  if (lagTimeMs !== null && fresh(sample.ackTps) === 0 && sample.trend !== 'DOWN') return 'STUCK'
  if (sample.trend === 'UP') return 'FALLING_BEHIND'
  if (sample.trend === 'DOWN') return 'DRAINING'
  // Behind by messages of which nobody knows the age, and no history: not enough for a word.
  return lagTimeMs === null && sample.trend === null ? 'UNKNOWN' : 'BEHIND'
}

/** How long the oldest message has waited; where nobody asked, how long what waits takes to consume. */
function waitsMs(lagTimeMs: number | null, lag: bigint, ackTps: number | null): number {
  if (lagTimeMs !== null) return lagTimeMs
  return ackTps === null || ackTps <= 0 ? Number.POSITIVE_INFINITY : (Number(lag) / ackTps) * 1_000
}

const fresh = <T>({ value, state }: Measured<T>): T | null => (state === 'stale' ? null : value)

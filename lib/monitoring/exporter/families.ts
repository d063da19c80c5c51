/** How readings with the same kept labels become one: what is counted is added, of ages and latencies the worst stands. */
type Join = 'sum' | 'max'

interface Family {
  kind: 'counter' | 'gauge' | 'histogram'
  /** Kept, in this order, as the key of a reading. The others (version, language, queue …) are joined. */
  labels: readonly string[]
  join: Join
}

const counter = (...labels: string[]): Family => ({ kind: 'counter', labels, join: 'sum' })
const gauge = (...labels: string[]): Family => ({ kind: 'gauge', labels, join: 'sum' })
const age = (...labels: string[]): Family => ({ kind: 'gauge', labels, join: 'max' })
const histogram = (...labels: string[]): Family => ({ kind: 'histogram', labels, join: 'sum' })

/**
 * What is read of a broker's or proxy's metrics endpoint, under the names without `rocketmq_`, unit and `_total`.
 * @see protocol notes §8.3
 */
export const families = {
  messages_in: counter('topic', 'message_type'),
  messages_out: counter('topic', 'consumer_group'),
  throughput_in: counter('topic'),
  throughput_out: counter('topic', 'consumer_group'),
  message_size: histogram('topic'),
  consumer_lag_messages: gauge('consumer_group', 'topic', 'is_retry'),
  consumer_lag_latency: age('consumer_group', 'topic', 'is_retry'),
  consumer_inflight_messages: gauge('consumer_group', 'topic', 'is_retry'),
  consumer_ready_messages: gauge('consumer_group', 'topic', 'is_retry'),
  consumer_queueing_latency: age('consumer_group', 'topic', 'is_retry'),
  send_to_dlq_messages: counter('consumer_group', 'topic'),
  commit_messages: counter('topic'),
  rollback_messages: counter('topic'),
  finish_message_latency: histogram('topic'),
  half_messages: gauge('topic'),
  rpc_latency: histogram('request_code', 'response_code'),
  storage_size: gauge(),
  storage_flush_behind: gauge(),
  storage_dispatch_behind: gauge(),
  storage_message_reserve_time: age(),
  timer_enqueue_lag: gauge(),
  timer_dequeue_lag: gauge(),
  timing_messages: gauge('topic'),
  timer_message_snapshot: gauge('timer_bound_s'),
  delay_message_latency: histogram('topic'),
  processor_watermark: gauge('processor'),
  pop_revive_lag: gauge(),
  pop_revive_latency: age(),
  proxy_up: age(),
} as const satisfies Record<string, Family>
export type FamilyName = keyof typeof families

export const familyOf = (name: FamilyName): Family => families[name]

/** What the exporter library may append to a name: the unit of the metric, by the version of the broker. */
const units = ['_milliseconds', '_seconds', '_bytes'] as const
const parts = ['_bucket', '_sum', '_count'] as const

export interface FamilyReading {
  family: FamilyName
  /** Of a histogram. */
  part: 'bucket' | 'sum' | 'count' | null
}

const known = new Map<string, FamilyReading | null>()
/** Names of a broker's endpoint are some hundred; of anything else we remember no more than this. */
const MAX_KNOWN = 2_000

/** Which family a name of an endpoint belongs to, with or without its unit; null for one that is not read. */
export function readName(name: string): FamilyReading | null {
  const before = known.get(name)
  if (before !== undefined) return before
  const reading = parseName(name)
  if (known.size < MAX_KNOWN) known.set(name, reading)
  return reading
}

function parseName(name: string): FamilyReading | null {
  if (!name.startsWith('rocketmq_')) return null
  const full = name.slice('rocketmq_'.length)
  for (const part of [null, ...parts]) {
    if (part && !full.endsWith(part)) continue
    const base = part ? full.slice(0, -part.length) : full
    const family = familyNamed(base)
    if (!family) continue
    const isHistogram = familyOf(family).kind === 'histogram'
    if (isHistogram !== (part !== null)) continue
    return { family, part: (part?.slice(1) as FamilyReading['part']) ?? null } // one of `parts`
  }
  return null
}

/** `x`, `x_total`, `x_milliseconds`, `x_milliseconds_total`. */
function familyNamed(base: string): FamilyName | null {
  const withoutTotal = base.endsWith('_total') ? base.slice(0, -'_total'.length) : base
  for (const name of [
    withoutTotal,
    ...units.filter((unit) => withoutTotal.endsWith(unit)).map(stripOf(withoutTotal)),
  ]) {
    if (name in families) return name as FamilyName // just looked up
  }
  return null
}

const stripOf = (name: string) => (suffix: string) => name.slice(0, -suffix.length)

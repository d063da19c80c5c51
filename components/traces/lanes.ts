import type { MessageTrace, TraceHop } from '#lib/traces/schema.ts'
import type { Span } from './time-axis.ts'

export interface Lane {
  key: string
  kind: 'producer' | 'broker' | 'group'
  name: string | null
  /** Clients that appear in it. */
  hosts: string[]
  hops: TraceHop[]
}

/** Who took part, top to bottom: the producer, the broker, and each group in the order in which it came. */
export function lanesOf({ hops, producerGroup }: Pick<MessageTrace, 'hops' | 'producerGroup'>): Lane[] {
  const lanes = new Map<string, Lane>()
  for (const hop of hops) {
    const kind = kindOf(hop)
    // What was sent more than once was sent by one producer.
    const name = kind === 'broker' ? (hop.brokerName ?? null) : kind === 'producer' ? producerGroup : hop.groupName
    const key = `${kind} ${name}`
    const lane = lanes.get(key) ?? { key, kind, name, hosts: [], hops: [] }
    if (hop.clientHost !== null && !lane.hosts.includes(hop.clientHost)) lane.hosts.push(hop.clientHost)
    lane.hops.push(hop)
    lanes.set(key, lane)
  }
  const order = ['producer', 'broker', 'group']
  return [...lanes.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
}

/** Of hops that have a time. */
export function spanOf({ startedAt, durationMs }: TraceHop): Span | null {
  if (!startedAt) return null
  const startMs = startedAt.getTime()
  return { startMs, endMs: startMs + Math.max(0, durationMs ?? 0) }
}

export type HopTone = 'sent' | 'stored' | 'ok' | 'failed' | 'neutral' | 'unknown'

const failures: readonly TraceHop['result'][] = ['FAILED', 'TIME_OUT', 'EXCEPTION', 'RETURN_NULL', 'IN_DLQ']
/** Neither good nor bad: still to come, or just as its producer decided. */
const neutral: readonly TraceHop['result'][] = [
  'IN_RETRY',
  'RETRY_STORED',
  'INFLIGHT',
  'NOT_CONSUMED',
  'NOT_ONLINE',
  'ROLLBACK',
]

export function toneOf({ stage, result }: TraceHop): HopTone {
  if (failures.includes(result)) return 'failed'
  if (neutral.includes(result)) return 'neutral'
  if (result === 'UNKNOWN' || result === 'NO_END' || result === 'FILTERED') return 'unknown'
  if (stage === 'PERSIST') return 'stored'
  return stage === 'CONSUME' ? 'ok' : 'sent'
}

function kindOf({ stage }: TraceHop): Lane['kind'] {
  if (stage === 'CONSUME') return 'group'
  return stage === 'PERSIST' ? 'broker' : 'producer'
}

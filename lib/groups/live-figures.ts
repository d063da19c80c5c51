import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { progressRows } from './progress-rows.ts'
import type { GroupReading } from './read-group-progress.ts'
import type { GroupItem, LiveGroup, ProgressRow } from './schema.ts'

type LiveFigures = Omit<LiveGroup, 'groupName' | 'state'>

interface FiguresOptions {
  reading: GroupReading
  /** What the sampler says of its kind: nobody tells while no client is online. */
  sampled: Pick<GroupItem, 'type' | 'model' | 'lag'>
  /** No proxy is registered, and there may be some. */
  hasUnknownProxies: boolean
  at: Date
}

/** What is known of rows of one kind, and how well. */
interface Known {
  rows: readonly ProgressRow[]
  /** A part of it lies on servers that did not answer. */
  isMissing: boolean
  /** Offsets of POP groups tell roughly. */
  isRough: boolean
  at: Date
}

const broadcast: Measured<never> = { value: null, state: 'na', at: null, reason: 'BROADCAST' }

/** The numbers of a row of the list out of what servers said just now, in the sampler's words for what is not known. */
export function liveFigures({ reading, sampled, hasUnknownProxies, at }: FiguresOptions): LiveFigures {
  const { live, topics, isIncomplete } = reading
  const isOffline = live.online.clients.length === 0
  // What it was told to do (402), and how its clients consumed when one was last online, only the sampler knows.
  const type = sampled.type === 'POP' || (isOffline && live.partial.length > 0) ? sampled.type : live.type
  const isBroadcast = (live.model ?? (sampled.lag.reason === 'BROADCAST' ? 'BROADCASTING' : null)) === 'BROADCASTING'
  const kind = {
    type: isOffline && live.partial.length === 0 ? null : type,
    model: live.model ?? (live.partial.length > 0 ? sampled.model : null),
  }
  const clients = clientsOf(reading, hasUnknownProxies, at)
  const none = {
    lag: broadcast,
    retryLag: broadcast,
    deadSubscriptionLag: broadcast,
    ready: broadcast,
    inflight: broadcast,
    lagTimeMs: broadcast,
    lastConsumedAt: broadcast,
  }
  if (isBroadcast) return { ...kind, clients, ...none }

  const { items, deadSubscriptions } = progressRows({ topics, ownerOf: new Map(), isBroadcast, isIncomplete })
  const known = (rows: readonly ProgressRow[]): Known => ({
    rows,
    isMissing: isIncomplete || rows.some(({ lag, isNeverCommitted }) => lag === null && !isNeverCommitted),
    isRough: kind.type === 'POP',
    at,
  })
  const ofTopics = known(items.filter((row) => row.kind === 'SUBSCRIBED'))
  // Who is silent may know of topics that nobody else does.
  const subscribed = ofTopics.rows.length > 0 ? ofTopics : { ...ofTopics, isMissing: reading.partial.length > 0 }
  const retry = known(items.filter((row) => row.kind === 'RETRY'))
  const dead = known(deadSubscriptions)
  const lag = lagOf(subscribed)
  return {
    ...kind,
    clients,
    // Without a commit there is no place to count from.
    lag: lag ?? { value: null, state: 'na', at, reason: 'NEVER_CONSUMED' },
    retryLag: lagOf(retry) ?? ok(0n, at),
    deadSubscriptionLag: lagOf(dead) ?? ok(0n, at),
    ...positionsOf(subscribed),
    lagTimeMs: lagTimeOf(subscribed, lag),
    lastConsumedAt: lastConsumedOf(known([...items, ...deadSubscriptions])),
  }
}

function clientsOf({ live }: GroupReading, hasUnknownProxies: boolean, at: Date): LiveFigures['clients'] {
  const total = live.online.clients.length
  const grpc = live.online.clients.filter(({ protocol }) => protocol === 'grpc').length
  const value = { total, remoting: total - grpc, grpc }
  if (live.partial.length > 0) {
    return total === 0 ? unknown('NO_ANSWER', at) : { value, state: 'estimate', at, reason: 'PARTIAL' }
  }
  return total === 0 && hasUnknownProxies ? unknown('NO_PROXY', at) : ok(value, at)
}

/** A sum as good as what it was made of. */
function sum<T>(value: T, { isMissing, isRough, at }: Known): Measured<T> {
  if (isMissing) return { value, state: 'estimate', at, reason: 'PARTIAL' }
  return isRough ? { value, state: 'estimate', at } : ok(value, at)
}

/** Null: it never committed an offset there. */
function lagOf(known: Known): Measured<bigint> | null {
  const lags = known.rows.flatMap(({ lag }) => lag ?? [])
  if (lags.length > 0) return sum(total(lags), known)
  return known.isMissing ? unknown('NO_ANSWER', known.at) : null
}

function lagTimeOf({ rows, isMissing, at }: Known, lag: Measured<bigint> | null): Measured<number> {
  if (lag === null) return { value: null, state: 'na', at, reason: 'NEVER_CONSUMED' }
  if (lag.value === null) return { ...lag, value: null }
  const ages = rows.filter((row) => (row.lag ?? 0n) > 0n).map(({ lagTimeMs }) => lagTimeMs)
  if (ages.includes(null)) return unknown(isMissing ? 'NO_ANSWER' : 'NOT_REPORTED', at)
  return { ...lag, value: Math.max(0, ...ages.map(Number)) }
}

/** Handed out and not committed; not handed out yet. */
function positionsOf(known: Known): Pick<LiveFigures, 'ready' | 'inflight'> {
  const { rows, isMissing, at } = known
  const positions = rows.flatMap(({ brokerOffset, consumerOffset, inflight }) =>
    brokerOffset === null || consumerOffset === null ? [] : [{ waiting: brokerOffset - consumerOffset, inflight }],
  )
  const both = (value: Measured<bigint>) => ({ ready: value, inflight: value })
  if (positions.length === 0) {
    return both(isMissing ? unknown('NO_ANSWER', at) : { value: null, state: 'na', at, reason: 'NEVER_CONSUMED' })
  }
  const told = positions.flatMap(({ waiting, inflight }) => (inflight === null ? [] : [{ waiting, inflight }]))
  // Before 5.1 brokers do not say how far a group has pulled.
  if (told.length < positions.length) return both(unknown('NOT_REPORTED', at))
  return {
    ready: sum(total(told.map(({ waiting, inflight }) => (waiting > inflight ? waiting - inflight : 0n))), known),
    inflight: sum(total(told.map(({ inflight }) => inflight)), known),
  }
}

function lastConsumedOf(known: Known): LiveFigures['lastConsumedAt'] {
  const { rows, isMissing, at } = known
  const times = rows.flatMap(({ lastConsumedAt }) => lastConsumedAt?.getTime() ?? [])
  if (times.length > 0) return sum(new Date(Math.max(...times)), { ...known, isRough: false })
  if (isMissing) return unknown('NO_ANSWER', at)
  return { value: null, state: 'na', at, ...(rows.length === 0 && { reason: 'NEVER_CONSUMED' }) }
}

const total = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n)
